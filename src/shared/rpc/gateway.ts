import { oc } from "@orpc/contract";
import { z } from "zod";
import {
  gatewayOptionsSchema,
  gatewayStateSchema,
  tryResultSchema,
  tryRouteSchema,
} from "../gateway/gateway-state.ts";

/**
 * The HTTP door for other programs. Changes of its state are announced as `gateway`; that requests
 * came (figures and limits moved on) as `audit`, at most once a second.
 */
export const gatewayContract = {
  state: oc.output(gatewayStateSchema),
  /**
   * Changes what is given and resolves when the gateway stands so: switched on or off, moved to
   * another port or address. Requests in flight end, or are aborted within 5 s. Where the new place
   * cannot be listened on, the old one goes on and nothing is stored. Throws `port-in-use`,
   * `conflict` (an option is locked) and `invalid-request` (an address of the network without
   * `allowLan`, whose name is then in `parameter`).
   */
  configure: oc
    .input(gatewayOptionsSchema.partial())
    .output(gatewayStateSchema),
  /**
   * Sends one short streamed request for real, over HTTP, as the snippet of that route would: same
   * checks, same limits, same audit. `keyId`: on behalf of that key, by a credential that lasts for
   * this one request; `token`: with a key that was just made; neither: without a key, which only
   * passes where none is required. A refusal is a result with its status, not an error. Throws
   * `conflict` while the gateway does not run, `not-found`, and `aborted`.
   */
  try: oc
    .input(
      z.object({
        route: tryRouteSchema,
        model: z.string().min(1).max(500),
        keyId: z.string().optional(),
        token: z.string().max(200).optional(),
        /** Absent: a greeting. */
        prompt: z.string().trim().min(1).max(2_000).optional(),
      }),
    )
    .output(tryResultSchema),
};
