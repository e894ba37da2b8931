import { rpc } from "./implementer.ts";
import { notYet } from "./not-yet.ts";
import type { RpcServices } from "./services.ts";

export function auditHandlers(_services: RpcServices) {
  return {
    query: rpc.audit.query.handler(notYet),
    detail: rpc.audit.detail.handler(notYet),
    watch: rpc.audit.watch.handler(notYet),
    export: rpc.audit.export.handler(notYet),
    figures: rpc.audit.figures.handler(notYet),
  };
}
