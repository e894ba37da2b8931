import { AppError } from "#shared/errors/app-error.ts";
import type { KeyView } from "#shared/gateway/key.ts";
import type { AccessStore, GatewayKey } from "#main/ports/access-store.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { KeyUse } from "../gateway/quota.ts";
import { checkRules } from "./check-rules.ts";
import {
  issueKey,
  type IssueKeyDependencies,
  type KeyWish,
} from "./issue-key.ts";

/** Fields that are given are changed; `null` takes a limit away. */
export type KeyChanges = {
  readonly [Field in keyof KeyWish]?: KeyWish[Field] | null;
};

export interface KeyService {
  /** Newest first. */
  list(): readonly KeyView[];
  /** The token is told here and never again. Throws `invalid-request` for a rule that could never match. */
  create(wish: KeyWish): Promise<{ key: KeyView; token: string }>;
  /** Throws as `create` does, `not-found`, and `conflict` for a revoked key. */
  update(id: string, changes: KeyChanges): KeyView;
  /** Throws `not-found`. */
  revoke(id: string): KeyView;
  /** Announces what other processes change, until the signal aborts. */
  watchOthers(signal: AbortSignal): Promise<void>;
}

export interface KeyServiceDependencies extends IssueKeyDependencies {
  readonly store: AccessStore;
  readonly use: (key: GatewayKey) => KeyUse;
  readonly announcements: Announcements;
  readonly clock: IssueKeyDependencies["clock"] & {
    sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  };
}

const lookMs = 1_000;

/** The gateway's keys as a person manages them. */
export function createKeyService(
  dependencies: KeyServiceDependencies,
): KeyService {
  const { store, clock, announcements, use } = dependencies;
  const view = (key: GatewayKey) => keyView(key, clock.now(), use(key));

  return {
    list: () => store.list().map(view).toReversed(),
    async create(wish) {
      const { key, token } = await issueKey(wish, dependencies);
      announcements.announce("keys");
      return { key: view(key), token };
    },
    update(id, changes) {
      const known = store.list().find((key) => key.id === id);
      if (known === undefined) throw unknownKey(id);
      if (known.revokedAt !== undefined) throw revokedKey(known);
      checkRules(changes);
      const changed = withChanges(known, changes);
      store.update(changed);
      announcements.announce("keys");
      return view(changed);
    },
    revoke(id) {
      const revoked = store.revoke(id, new Date(clock.now()).toISOString());
      announcements.announce("keys");
      return view(revoked);
    },
    async watchOthers(signal) {
      let seen = store.revision();
      while (!signal.aborted) {
        await clock.sleep(lookMs, signal).catch(() => undefined);
        if (signal.aborted) return;
        const revision = store.revision();
        if (revision !== seen) announcements.announce("keys");
        seen = revision;
      }
    },
  };
}

function keyView(key: GatewayKey, now: number, limits: KeyUse): KeyView {
  const { id, name, prefix, scopes, allow, deny, createdAt } = key;
  const { cacheMode, expiresAt, revokedAt, lastUsedAt } = key;
  return {
    id,
    name,
    prefix,
    createdAt,
    limits,
    state: stateOf(key, now),
    scopes: [...scopes],
    allow: [...allow],
    deny: [...deny],
    ...(cacheMode !== undefined && { cacheMode }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(revokedAt !== undefined && { revokedAt }),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}

/** What a key is good for at a time, as milliseconds since 1970. */
export function stateOf(
  { revokedAt, expiresAt }: Pick<GatewayKey, "revokedAt" | "expiresAt">,
  now: number,
): KeyView["state"] {
  if (revokedAt !== undefined) return "revoked";
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  return isOver ? "expired" : "active";
}

function withChanges(key: GatewayKey, changes: KeyChanges): GatewayKey {
  const given = Object.entries({ ...key, ...changes });
  return Object.fromEntries(
    given.filter(([, value]) => value !== null && value !== undefined),
  ) as unknown as GatewayKey;
}

function unknownKey(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no key ${id}.`,
    data: { id },
  });
}

function revokedKey({ id, name }: GatewayKey): AppError {
  return new AppError("conflict", {
    message: `The key "${name}" was revoked; make a new one.`,
    data: { id },
  });
}
