import { startUpstream, type Upstream } from "./upstream/server.ts";

/** A key that must never be seen again outside of the encrypted store and the upstream's socket. */
export const canaryKey = "sk-or-v1-canary-5f3a9c1e7b2d4860";

/** A simulated upstream and the config that names it `sim`; its models are `sim:sim/…`. */
export async function simulatedInstance(
  options: { readonly slowMs?: number } = {},
): Promise<AsyncDisposable & { upstream: Upstream; config: unknown }> {
  const upstream = await startUpstream(options);
  return {
    upstream,
    config: {
      instances: [
        {
          id: "sim",
          kind: "openrouter",
          name: "Simulated router",
          baseUrl: upstream.url,
          apiKey: { value: "sk-or-v1-for-tests" },
        },
      ],
    },
    [Symbol.asyncDispose]: () => upstream.close(),
  };
}
