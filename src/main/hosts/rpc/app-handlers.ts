import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function appHandlers(services: RpcServices) {
  const { announcements, info, diagnostics } = services;
  return {
    info: rpc.app.info.handler(info),
    changes: rpc.app.changes.handler(({ signal }) =>
      announcements.subscribe(signal),
    ),
    diagnostics: rpc.app.diagnostics.handler(diagnostics),
  };
}
