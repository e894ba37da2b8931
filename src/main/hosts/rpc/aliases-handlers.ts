import { rpc } from "./implementer.ts";
import { notYet } from "./not-yet.ts";
import type { RpcServices } from "./services.ts";

export function aliasesHandlers(_services: RpcServices) {
  return {
    list: rpc.aliases.list.handler(notYet),
    check: rpc.aliases.check.handler(notYet),
    create: rpc.aliases.create.handler(notYet),
    update: rpc.aliases.update.handler(notYet),
    order: rpc.aliases.order.handler(notYet),
    remove: rpc.aliases.remove.handler(notYet),
    restore: rpc.aliases.restore.handler(notYet),
  };
}
