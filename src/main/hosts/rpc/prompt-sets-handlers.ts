import { AppError } from "#shared/errors/app-error.ts";
import { rpc } from "./implementer.ts";

function soon(): never {
  throw new AppError("internal", { message: "This call has no service yet." });
}

export function promptSetsHandlers() {
  const routes = rpc.promptSets;
  return {
    list: routes.list.handler(soon),
    create: routes.create.handler(soon),
    get: routes.get.handler(soon),
    update: routes.update.handler(soon),
    duplicate: routes.duplicate.handler(soon),
    remove: routes.remove.handler(soon),
    restore: routes.restore.handler(soon),
    estimate: routes.estimate.handler(soon),
    run: routes.run.handler(soon),
    pause: routes.pause.handler(soon),
    retry: routes.retry.handler(soon),
    retryFailed: routes.retryFailed.handler(soon),
    rows: routes.rows.handler(soon),
    cell: routes.cell.handler(soon),
    watch: routes.watch.handler(soon),
    export: routes.export.handler(soon),
  };
}
