import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function settingsHandlers({ settings }: RpcServices) {
  const state = () => ({
    values: settings.current(),
    locked: settings.locked(),
    cache: settings.cache,
  });
  return {
    get: rpc.settings.get.handler(state),
    set: rpc.settings.set.handler(({ input }) => {
      settings.set(input.key, input.value);
      return state();
    }),
  };
}
