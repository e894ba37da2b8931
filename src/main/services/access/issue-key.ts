import {
  gatewayToken,
  gatewayTokenBytes,
  gatewayTokenPrefix,
} from "#main/domain/access/gateway-token.ts";
import type {
  AccessStore,
  GatewayKey,
  SecretHasher,
} from "#main/ports/access-store.ts";
import type { Clock } from "#main/ports/clock.ts";
import { checkRules } from "./check-rules.ts";

/** What a person says of a new key. */
export type KeyWish = Pick<
  GatewayKey,
  | "name"
  | "scopes"
  | "allow"
  | "deny"
  | "requestsPerMinute"
  | "tokensPerDay"
  | "nanoUsdPerMonth"
  | "cacheMode"
  | "expiresAt"
>;

export interface IssueKeyDependencies {
  readonly store: Pick<AccessStore, "insert">;
  readonly hasher: Pick<SecretHasher, "hash">;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly newId: () => string;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Makes and stores a key. The token is told once, here, and is not kept. Throws `invalid-request` for a
 * rule that could never match.
 */
export async function issueKey(
  wish: KeyWish,
  dependencies: IssueKeyDependencies,
): Promise<{ readonly key: GatewayKey; readonly token: string }> {
  const { store, hasher, randomBytes, newId, clock } = dependencies;
  checkRules(wish);
  const token = gatewayToken(randomBytes(gatewayTokenBytes));
  const key: GatewayKey = {
    ...wish,
    id: newId(),
    prefix: gatewayTokenPrefix(token) ?? "",
    createdAt: new Date(clock.now()).toISOString(),
  };
  store.insert(key, await hasher.hash(token));
  return { key, token };
}
