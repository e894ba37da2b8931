import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function pullsHandlers({ pulls }: RpcServices) {
  const routes = rpc.pulls;
  return {
    start: routes.start.handler(({ input }) =>
      pulls.start(input.instance, input.model),
    ),
    stop: routes.stop.handler(({ input }) => pulls.stop(input.id)),
    dismiss: routes.dismiss.handler(({ input }) => pulls.dismiss(input.id)),
    watch: routes.watch.handler(({ signal }) => pulls.watch(signal)),
    deleteModel: routes.deleteModel.handler(({ input }) =>
      pulls.deleteModel(input.instance, input.model),
    ),
  };
}
