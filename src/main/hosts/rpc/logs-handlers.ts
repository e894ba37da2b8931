import { rpc } from "./implementer.ts";
import { notYet } from "./not-yet.ts";
import type { RpcServices } from "./services.ts";

export function logsHandlers(_services: RpcServices) {
  return {
    query: rpc.logs.query.handler(notYet),
    watch: rpc.logs.watch.handler(notYet),
    place: rpc.logs.place.handler(notYet),
  };
}
