import { z } from "zod";
import { cacheModes } from "../chat/cache-choice.ts";

export const keyScopes = [
  "chat",
  "embeddings",
  "models",
  "metrics",
  "admin",
] as const;
export type KeyScope = (typeof keyScopes)[number];

/** What a key gets unless somebody chooses. */
export const usualKeyScopes: readonly KeyScope[] = [
  "chat",
  "embeddings",
  "models",
];

/** A glob over `instance:model`, or `alias:NAME`, `cloud`, `high-risk`, `lan`. */
const patternSchema = z.string().trim().min(1).max(500);

const amount = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What a person says of a key. An absent limit is no limit. */
export const keyWishSchema = z.object({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(keyScopes)).min(1),
  /** Empty allows all. */
  allow: z.array(patternSchema).max(100),
  /** Wins over `allow`. */
  deny: z.array(patternSchema).max(100),
  requestsPerMinute: amount.optional(),
  /** Days of UTC. */
  tokensPerDay: amount.optional(),
  /** Integer billionths of a US dollar per calendar month of UTC. */
  nanoUsdPerMonth: amount.optional(),
  /** When a repeat is answered from the cache; as in the settings where absent. */
  cacheMode: z.enum(cacheModes).optional(),
  /** ISO time. */
  expiresAt: z.iso.datetime().optional(),
});

/** How far a limit is used up. */
const limitUseSchema = z.object({
  limit: z.int().min(1),
  /** Reservations of running requests included; may exceed a limit that was lowered. */
  used: z.int().min(0),
  /** ISO time from which it counts anew; absent for the sliding minute. */
  resetsAt: z.string().optional(),
});
export type LimitUse = z.infer<typeof limitUseSchema>;

/** A key of the gateway as a window shows it. The token itself is told once, by `keys.create`. */
export const keyViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** First characters of the token, such as `mdk_7qx2m0pa`. */
  prefix: z.string(),
  state: z.enum(["active", "expired", "revoked"]),
  scopes: z.array(z.enum(keyScopes)),
  allow: z.array(z.string()),
  deny: z.array(z.string()),
  limits: z.object({
    requestsPerMinute: limitUseSchema.optional(),
    tokensPerDay: limitUseSchema.optional(),
    nanoUsdPerMonth: limitUseSchema.optional(),
  }),
  cacheMode: z.enum(cacheModes).optional(),
  /** ISO times. */
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
  lastUsedAt: z.string().optional(),
});
export type KeyView = z.infer<typeof keyViewSchema>;
