import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";
import { withoutAbsent } from "./without-absent.ts";

export function gatewayHandlers({ gateway, tryGateway }: RpcServices) {
  const routes = rpc.gateway;
  return {
    state: routes.state.handler(() => gateway.state()),
    configure: routes.configure.handler(({ input }) =>
      gateway.configure(withoutAbsent(input)),
    ),
    try: routes.try.handler(({ input, signal }) => tryGateway(input, signal)),
  };
}
