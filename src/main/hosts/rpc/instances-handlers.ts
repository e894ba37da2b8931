import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function instancesHandlers({ instances, presets }: RpcServices) {
  const routes = rpc.instances;
  return {
    list: routes.list.handler(() => instances.views()),
    recognize: routes.recognize.handler(({ input }) => {
      const found = presets.recognize(input.text);
      return { ...found, missing: [...found.missing] };
    }),
    presets: routes.presets.handler(() => [...presets.list()]),
    add: routes.add.handler(({ input }) => instances.add(input)),
    test: routes.test.handler(({ input }) => instances.test(input.id)),
    setKey: routes.setKey.handler(({ input }) =>
      instances.setKey(input.id, input.key),
    ),
    setEnabled: routes.setEnabled.handler(({ input }) =>
      instances.setEnabled(input.id, input.enabled),
    ),
    settings: routes.settings.handler(({ input }) =>
      instances.settings(input.id),
    ),
    update: routes.update.handler(({ input }) =>
      instances.update(input.id, input.changes),
    ),
    admitted: routes.admitted.handler(({ input }) =>
      instances.admitted(input.id, input.allow),
    ),
    remove: routes.remove.handler(({ input }) => instances.remove(input.id)),
    restore: routes.restore.handler(({ input }) => instances.restore(input.id)),
    enableDemo: routes.enableDemo.handler(() => instances.enableDemo()),
  };
}
