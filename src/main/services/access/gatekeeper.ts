import { gatewayTokenPrefix } from "#main/domain/access/gateway-token.ts";
import type {
  AccessStore,
  GatewayKey,
  SecretHasher,
} from "#main/ports/access-store.ts";
import type { Clock } from "#main/ports/clock.ts";
import { createTurns } from "./turns.ts";

export interface Gatekeeper {
  /** Whose token this is, if it is anybody's and still holds; at once where it was verified before. A revocation holds at once. */
  identify(token: string): KeyCheck | Promise<KeyCheck>;
  /**
   * Lets a secret pass for a key until it is taken back: for the program's own requests, which the
   * key's rules bind like any other. Returns what takes it back.
   */
  lend(keyId: string, secret: string): () => void;
}

export type KeyCheck =
  | { readonly type: "key"; readonly key: GatewayKey }
  | { readonly type: "unknown" | "expired" | "revoked" }
  /** Nobody knows yet: too many tokens that begin like this one wait to be verified. */
  | { readonly type: "busy" };

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
  const verified = new Map<string, string>();
  const verifying = new Map<string, Promise<Verdict>>();
  const verify = createVerification(dependencies);
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

  /** A stranger's token is not remembered: a key may be made that it belongs to. */
  async function verifyOnce(token: string, name: string) {
    const running = verifying.get(name) ?? verify(token);
    verifying.set(name, running);
    const id = await running;
    verifying.delete(name);
    if (verified.size >= rememberedTokens) verified.clear();
    if (typeof id === "string") verified.set(name, id);
    return id;
  }

  function noteUse(id: string): void {
    const now = clock.now();
    if (now - (noted.get(id) ?? 0) < noteEveryMs) return;
    noted.set(id, now);
    store.noteUse(id, new Date(now).toISOString());
  }

  function check(id: Verdict): KeyCheck {
    if (id === busy) return { type: "busy" };
    const key = id === undefined ? undefined : keyOf(id);
    if (key === undefined) return { type: "unknown" };
    if (key.revokedAt !== undefined) return { type: "revoked" };
    const { expiresAt } = key;
    if (expiresAt !== undefined && Date.parse(expiresAt) <= clock.now())
      return { type: "expired" };
    noteUse(key.id);
    return { type: "key", key };
  }

  return {
    identify(token) {
      const name = digest(token);
      const id = lent.get(name) ?? verified.get(name);
      return id === undefined ? verifyOnce(token, name).then(check) : check(id);
    },
    lend(keyId, secret) {
      const name = digest(secret);
      lent.set(name, keyId);
      return () => void lent.delete(name);
    },
  };
}

const busy = Symbol("busy");

/** The id of the key whose token it is; undefined where it is nobody's. */
type Verdict = string | undefined | typeof busy;

/** Never rejects. */
function createVerification({ store, hasher }: GatekeeperDependencies) {
  const inTurn = createTurns();
  async function verify(token: string): Promise<Verdict> {
    const prefix = gatewayTokenPrefix(token);
    if (prefix === undefined) return undefined;
    for (const { key, hash } of store.findByPrefix(prefix)) {
      const running = inTurn(prefix, () => hasher.verify(hash, token));
      if (running === undefined) return busy;
      if (await running) return key.id;
    }
    return undefined;
  }
  return (token: string) => verify(token).catch(() => undefined);
}
