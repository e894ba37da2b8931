import type { CacheMode } from "#shared/chat/cache-choice.ts";
import type { KeyScope } from "#shared/gateway/key.ts";

/** A key that lets a program in at the gateway. The key itself is shown once and never stored. */
export interface GatewayKey {
  readonly id: string;
  readonly name: string;
  /** First characters, by which a person and the store recognise it. */
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  /** Globs over `instance:model`, or `alias:NAME`, `cloud`, `high-risk`, `lan`. Empty allows all. */
  readonly allow: readonly string[];
  /** Same patterns; deny wins. */
  readonly deny: readonly string[];
  readonly requestsPerMinute?: number;
  readonly tokensPerDay?: number;
  /** Integer billionths of a US dollar per calendar month. */
  readonly nanoUsdPerMonth?: number;
  /** Which answers may come from the cache; the user's setting where absent. A request's own header wins. */
  readonly cacheMode?: CacheMode;
  /** ISO times. */
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  readonly lastUsedAt?: string;
}

/**
 * Keys of the gateway. Synchronous; other processes (the command line) may write at the same time.
 * Throws AppError `not-found`, `conflict`, `store-full`.
 */
export interface AccessStore {
  /** Oldest first, revoked and expired ones too. */
  list(): readonly GatewayKey[];
  /** `hash` is what a SecretHasher made of the whole key. */
  insert(key: GatewayKey, hash: string): void;
  /** A second revocation keeps the first time. */
  revoke(id: string, revokedAt: string): GatewayKey;
  /** Puts a changed key in the place of the one with its id; its hash stays. Throws `not-found`. */
  update(key: GatewayKey): void;
  /** Keys that start like this, with their hashes; nearly always one. */
  findByPrefix(
    prefix: string,
  ): readonly { readonly key: GatewayKey; readonly hash: string }[];
  noteUse(id: string, usedAt: string): void;
  /** Differs from the last answer if any key changed since: at once for changes of this process, within a twentieth of a second for those of others. Cheap. */
  revision(): number;
}

/** A slow hash for secrets that people carry around. */
export interface SecretHasher {
  /** A self-describing text with salt and parameters. */
  hash(secret: string): Promise<string>;
  /** False, too, for a hash that cannot be understood. */
  verify(hash: string, secret: string): Promise<boolean>;
}
