import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function logsHandlers({ logs }: RpcServices) {
  const routes = rpc.logs;
  return {
    query: routes.query.handler(({ input }) => logs.query(input)),
    watch: routes.watch.handler(async function* ({ input, signal }) {
      yield* logs.watch(input, signal);
    }),
    place: routes.place.handler(() => logs.place()),
  };
}
