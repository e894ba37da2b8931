import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function aliasesHandlers({ aliases }: RpcServices) {
  const routes = rpc.aliases;
  return {
    list: routes.list.handler(() => aliases.list()),
    check: routes.check.handler(({ input }) => aliases.check(input)),
    create: routes.create.handler(({ input }) => aliases.create(input)),
    update: routes.update.handler(({ input }) => {
      const { id, ...changes } = input;
      return aliases.update(id, changes);
    }),
    order: routes.order.handler(({ input }) => aliases.order(input.ids)),
    remove: routes.remove.handler(({ input }) => aliases.remove(input.id)),
    restore: routes.restore.handler(({ input }) => aliases.restore(input.id)),
  };
}
