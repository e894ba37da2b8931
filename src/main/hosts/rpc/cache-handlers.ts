import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function cacheHandlers({ answers, announcements }: RpcServices) {
  return {
    figures: rpc.cache.figures.handler(() => answers.figures()),
    models: rpc.cache.models.handler(() => [...answers.models()]),
    purge: rpc.cache.purge.handler(async ({ input }) => {
      const { instance, model } = input;
      const removed = await answers.purge({
        ...(instance === undefined ? {} : { instance }),
        ...(model === undefined ? {} : { model }),
      });
      announcements.announce("activity");
      return { removed };
    }),
  };
}
