import { oc } from "@orpc/contract";
import { z } from "zod";
import {
  keyViewSchema,
  keyWishSchema,
  usualKeyScopes,
} from "../gateway/key.ts";

const byId = z.object({ id: z.string() });
const {
  requestsPerMinute,
  tokensPerDay,
  nanoUsdPerMonth,
  cacheMode,
  expiresAt,
} = keyWishSchema.shape;

/** Keys that let programs in at the gateway. Changes, other processes' too, are announced as `keys`. */
export const keysContract = {
  /** Newest first, revoked and expired ones too. */
  list: oc.output(z.array(keyViewSchema)),
  /** `token` is told this once and kept nowhere. Throws `invalid-request` for a rule that could never match. */
  create: oc
    .input(
      keyWishSchema.extend({
        scopes: keyWishSchema.shape.scopes.default([...usualKeyScopes]),
        allow: keyWishSchema.shape.allow.default([]),
        deny: keyWishSchema.shape.deny.default([]),
      }),
    )
    .output(z.object({ key: keyViewSchema, token: z.string() })),
  /** Holds at once; `null` takes a limit away. Throws as `create` does, `not-found`, and `conflict` for a revoked key. */
  update: oc
    .input(
      byId.extend({
        ...keyWishSchema
          .pick({
            name: true,
            scopes: true,
            allow: true,
            deny: true,
          })
          .partial().shape,
        requestsPerMinute: requestsPerMinute.nullable(),
        tokensPerDay: tokensPerDay.nullable(),
        nanoUsdPerMonth: nanoUsdPerMonth.nullable(),
        cacheMode: cacheMode.nullable(),
        expiresAt: expiresAt.nullable(),
      }),
    )
    .output(keyViewSchema),
  /**
   * Holds at once, for requests that begin from now on. It cannot be undone: a token that was
   * revoked may be in wrong hands, so that a new key is made instead. A second time has no effect.
   */
  revoke: oc.input(byId).output(keyViewSchema),
};
