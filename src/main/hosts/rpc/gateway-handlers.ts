import { rpc } from "./implementer.ts";
import { notYet } from "./not-yet.ts";
import type { RpcServices } from "./services.ts";

export function gatewayHandlers(_services: RpcServices) {
  return {
    state: rpc.gateway.state.handler(notYet),
    configure: rpc.gateway.configure.handler(notYet),
    try: rpc.gateway.try.handler(notYet),
  };
}
