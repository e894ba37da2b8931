import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function auditHandlers({ audit }: RpcServices) {
  const routes = rpc.audit;
  return {
    query: routes.query.handler(({ input }) => audit.query(input)),
    detail: routes.detail.handler(({ input }) => audit.detail(input.id)),
    watch: routes.watch.handler(async function* ({ input, signal }) {
      yield* audit.watch(input, signal);
    }),
    export: routes.export.handler(async function* ({ input }) {
      const { format, ...filter } = input;
      yield* audit.export(filter, format);
    }),
    figures: routes.figures.handler(() => audit.figures()),
  };
}
