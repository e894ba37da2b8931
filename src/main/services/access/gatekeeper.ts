import { gatewayTokenPrefix } from "#main/domain/access/gateway-token.ts";
import type {
  AccessStore,
  GatewayKey,
  SecretHasher,
} from "#main/ports/access-store.ts";
import type { Clock } from "#main/ports/clock.ts";

export interface Gatekeeper {
  /** Whose token this is, if it is anybody's and still holds. A revocation holds at once. */
  identify(token: string): Promise<KeyCheck>;
  /**
   * Lets a secret pass for a key until it is taken back: for the program's own requests, which the
   * key's rules bind like any other. Returns what takes it back.
   */
  lend(keyId: string, secret: string): () => void;
}

export type KeyCheck =
  | { readonly type: "key"; readonly key: GatewayKey }
  | { readonly type: "unknown" | "expired" | "revoked" };

export interface GatekeeperDependencies {
  readonly store: Pick<
    AccessStore,
    "list" | "findByPrefix" | "revision" | "noteUse"
  >;
  readonly hasher: Pick<SecretHasher, "verify">;
  /** A full cryptographic digest of a token. */
  readonly digest: (token: string) => string;
  readonly clock: Pick<Clock, "now">;
}

const rememberedTokens = 10_000;
const noteEveryMs = 60_000;

/** Tells keys from strangers; only the first use of a token pays for its slow hash. */
export function createGatekeeper(
  dependencies: GatekeeperDependencies,
): Gatekeeper {
  const { store, digest, clock } = dependencies;
  /** Key ids of tokens that were verified, by the digest of the whole token. */
  const verified = new Map<string, Promise<string | undefined>>();
  const noted = new Map<string, number>();
  /** Key ids by the digest of a secret that was lent. */
  const lent = new Map<string, string>();
  let seenRevision: number | undefined;
  let keys: ReadonlyMap<string, GatewayKey> = new Map();

  function keyOf(id: string): GatewayKey | undefined {
    const revision = store.revision();
    if (revision !== seenRevision) readKeys();
    seenRevision = revision;
    // One that another program made a moment ago counts at once.
    if (!keys.has(id)) readKeys();
    return keys.get(id);
  }

  function readKeys(): void {
    keys = new Map(store.list().map((key) => [key.id, key]));
  }

  async function keyIdOf(token: string): Promise<string | undefined> {
    const name = digest(token);
    const borrowed = lent.get(name);
    if (borrowed !== undefined) return borrowed;
    const known = verified.get(name);
    if (known !== undefined) return known;
    const verifying = verify(token, dependencies);
    if (verified.size >= rememberedTokens) verified.clear();
    verified.set(name, verifying);
    const id = await verifying.catch(() => undefined);
    // A stranger's token is not remembered: a key may be made that it belongs to.
    if (id === undefined) verified.delete(name);
    return id;
  }

  function noteUse(id: string): void {
    const now = clock.now();
    if (now - (noted.get(id) ?? 0) < noteEveryMs) return;
    noted.set(id, now);
    store.noteUse(id, new Date(now).toISOString());
  }

  return {
    async identify(token) {
      const id = await keyIdOf(token);
      const key = id === undefined ? undefined : keyOf(id);
      if (key === undefined) return { type: "unknown" };
      if (key.revokedAt !== undefined) return { type: "revoked" };
      const { expiresAt } = key;
      if (expiresAt !== undefined && Date.parse(expiresAt) <= clock.now())
        return { type: "expired" };
      noteUse(key.id);
      return { type: "key", key };
    },
    lend(keyId, secret) {
      const name = digest(secret);
      lent.set(name, keyId);
      return () => void lent.delete(name);
    },
  };
}

async function verify(
  token: string,
  { store, hasher }: GatekeeperDependencies,
): Promise<string | undefined> {
  const prefix = gatewayTokenPrefix(token);
  if (prefix === undefined) return undefined;
  for (const { key, hash } of store.findByPrefix(prefix))
    if (await hasher.verify(hash, token)) return key.id;
  return undefined;
}
