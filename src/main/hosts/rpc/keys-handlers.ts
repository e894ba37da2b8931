import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";
import { withoutAbsent } from "./without-absent.ts";

export function keysHandlers({ keys }: RpcServices) {
  const routes = rpc.keys;
  return {
    list: routes.list.handler(() => [...keys.list()]),
    create: routes.create.handler(({ input }) => {
      const { name, scopes, allow, deny, ...limits } = input;
      return keys.create({
        name,
        scopes,
        allow,
        deny,
        ...withoutAbsent(limits),
      });
    }),
    update: routes.update.handler(({ input }) => {
      const { id, ...changes } = input;
      return keys.update(id, withoutAbsent(changes));
    }),
    revoke: routes.revoke.handler(({ input }) => keys.revoke(input.id)),
  };
}
