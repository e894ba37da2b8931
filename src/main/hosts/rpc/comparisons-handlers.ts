import { AppError } from "#shared/errors/app-error.ts";
import { rpc } from "./implementer.ts";

function soon(): never {
  throw new AppError("internal", { message: "This call has no service yet." });
}

export function comparisonsHandlers() {
  const routes = rpc.comparisons;
  return {
    list: routes.list.handler(soon),
    create: routes.create.handler(soon),
    get: routes.get.handler(soon),
    update: routes.update.handler(soon),
    addColumn: routes.addColumn.handler(soon),
    updateColumn: routes.updateColumn.handler(soon),
    replaceModel: routes.replaceModel.handler(soon),
    removeColumn: routes.removeColumn.handler(soon),
    restoreColumn: routes.restoreColumn.handler(soon),
    orderColumns: routes.orderColumns.handler(soon),
    remove: routes.remove.handler(soon),
    restore: routes.restore.handler(soon),
    duplicate: routes.duplicate.handler(soon),
    send: routes.send.handler(soon),
    stop: routes.stop.handler(soon),
    estimate: routes.estimate.handler(soon),
    vote: routes.vote.handler(soon),
    unvote: routes.unvote.handler(soon),
    leaderboard: routes.leaderboard.handler(soon),
    mergePrompt: routes.mergePrompt.handler(soon),
    merge: routes.merge.handler(soon),
    continueFrom: routes.continueFrom.handler(soon),
    export: routes.export.handler(soon),
  };
}
