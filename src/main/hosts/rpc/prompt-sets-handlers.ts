import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";
import { withoutAbsent } from "./without-absent.ts";

export function promptSetsHandlers({ promptSets }: RpcServices) {
  const routes = rpc.promptSets;
  return {
    list: routes.list.handler(() => promptSets.list()),
    create: routes.create.handler(({ input }) => promptSets.create(input)),
    get: routes.get.handler(({ input }) => promptSets.get(input.id)),
    update: routes.update.handler(({ input }) => {
      const { id, ...changes } = input;
      return promptSets.update(id, withoutAbsent(changes));
    }),
    duplicate: routes.duplicate.handler(({ input }) =>
      promptSets.duplicate(input.id, input.template),
    ),
    remove: routes.remove.handler(({ input }) => promptSets.remove(input.id)),
    restore: routes.restore.handler(({ input }) =>
      promptSets.restore(input.id),
    ),
    estimate: routes.estimate.handler(({ input }) =>
      promptSets.estimate(input.id),
    ),
    ...runHandlers(promptSets),
    rows: routes.rows.handler(({ input }) => {
      const { id, ...query } = input;
      return promptSets.rows(id, query);
    }),
    cell: routes.cell.handler(({ input }) => {
      const { id, ...place } = input;
      return promptSets.cell(id, place);
    }),
    watch: routes.watch.handler(async function* ({ input, signal }) {
      yield* promptSets.watch(input.id, signal);
    }),
    export: routes.export.handler(async function* ({ input }) {
      yield* promptSets.export(input.id, input.format);
    }),
  };
}

function runHandlers(promptSets: RpcServices["promptSets"]) {
  const routes = rpc.promptSets;
  return {
    run: routes.run.handler(({ input }) => promptSets.run(input.id)),
    pause: routes.pause.handler(({ input }) => promptSets.pause(input.id)),
    retry: routes.retry.handler(({ input }) => {
      const { id, ...place } = input;
      return promptSets.retry(id, place);
    }),
    retryFailed: routes.retryFailed.handler(({ input }) =>
      promptSets.retryFailed(input.id),
    ),
  };
}
