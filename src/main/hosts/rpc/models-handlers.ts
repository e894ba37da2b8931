import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function modelsHandlers(services: RpcServices) {
  const { registry, preferences } = services;
  return {
    list: rpc.models.list.handler(() => {
      const refreshedAt = registry.oldestRefresh();
      const news = registry.news();
      return {
        models: [...registry.models()],
        favourites: preferences.favourites(),
        recents: preferences.recents(),
        ...(refreshedAt === undefined ? {} : { refreshedAt }),
        ...(news === undefined ? {} : { news }),
      };
    }),
    refresh: rpc.models.refresh.handler(async ({ input }) => {
      const { changes, failures } = await registry.refresh(input.instance);
      return { changes, failures: [...failures] };
    }),
    setFavourite: rpc.models.setFavourite.handler(({ input }) =>
      preferences.setFavourite(input.ref, input.favourite),
    ),
  };
}
