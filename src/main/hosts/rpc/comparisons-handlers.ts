import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";
import { withoutAbsent } from "./without-absent.ts";

export function comparisonsHandlers({ comparisons }: RpcServices) {
  const routes = rpc.comparisons;
  return {
    list: routes.list.handler(({ input }) => comparisons.list(input)),
    create: routes.create.handler(({ input }) => comparisons.create(input)),
    get: routes.get.handler(({ input }) => comparisons.get(input.id)),
    update: routes.update.handler(({ input }) => {
      const { id, ...changes } = input;
      return comparisons.update(id, withoutAbsent(changes));
    }),
    remove: routes.remove.handler(({ input }) => comparisons.remove(input.id)),
    restore: routes.restore.handler(({ input }) =>
      comparisons.restore(input.id),
    ),
    duplicate: routes.duplicate.handler(({ input }) =>
      comparisons.duplicate(input.id),
    ),
    ...columnHandlers(comparisons),
    ...turnHandlers(comparisons),
    ...votingHandlers(comparisons),
    export: routes.export.handler(({ input }) =>
      comparisons.export(input.id, input.format),
    ),
  };
}

type Comparisons = RpcServices["comparisons"];

function columnHandlers(comparisons: Comparisons) {
  const routes = rpc.comparisons;
  return {
    addColumn: routes.addColumn.handler(({ input }) =>
      comparisons.addColumn(input),
    ),
    updateColumn: routes.updateColumn.handler(({ input }) =>
      comparisons.updateColumn(input),
    ),
    replaceModel: routes.replaceModel.handler(({ input }) =>
      comparisons.replaceModel(input),
    ),
    removeColumn: routes.removeColumn.handler(({ input }) =>
      comparisons.removeColumn(input),
    ),
    restoreColumn: routes.restoreColumn.handler(({ input }) =>
      comparisons.restoreColumn(input),
    ),
    orderColumns: routes.orderColumns.handler(({ input }) =>
      comparisons.orderColumns(input.id, input.columnIds),
    ),
  };
}

function turnHandlers(comparisons: Comparisons) {
  const routes = rpc.comparisons;
  return {
    send: routes.send.handler(({ input }) => comparisons.send(input)),
    stop: routes.stop.handler(({ input }) => comparisons.stop(input.id)),
    estimate: routes.estimate.handler(({ input }) =>
      comparisons.estimate(input.id, input.characters),
    ),
    mergePrompt: routes.mergePrompt.handler(({ input }) =>
      comparisons.mergePrompt(input.id, input.columnIds),
    ),
    merge: routes.merge.handler(({ input }) => comparisons.merge(input)),
    continueFrom: routes.continueFrom.handler(({ input }) =>
      comparisons.continueFrom(input.id, input.columnId),
    ),
  };
}

function votingHandlers(comparisons: Comparisons) {
  const routes = rpc.comparisons;
  return {
    vote: routes.vote.handler(({ input }) => comparisons.vote(input)),
    unvote: routes.unvote.handler(({ input }) =>
      comparisons.unvote(input.voteId),
    ),
    leaderboard: routes.leaderboard.handler(({ input }) =>
      comparisons.leaderboard(input.tag),
    ),
  };
}
