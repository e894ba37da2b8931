import type { AuditLog } from "#main/ports/audit-log.ts";
import type { GroupCommit } from "../commits/group-commit.ts";
import type { Connection } from "../connection.ts";
import { openValues } from "./audit-rows.ts";
import type { auditChanges } from "./audit-statements.ts";

const fields =
  "request_id, time, key_id, client, route, asked_model, served_model, attempts, status, duration_ms";

/** What is under way, in case that the program is killed. */
export function createOpenRequests(
  connection: Connection,
  commits: Pick<GroupCommit<typeof auditChanges>, "addIdly" | "note" | "flush">,
): Pick<AuditLog, "begin" | "endInterrupted"> {
  let newest = 0;
  const endAll = connection.prepare<[code: string, message: string]>(`
    INSERT INTO audit_events (${fields}, outcome, error_code, error_message)
    SELECT ${fields}, 'aborted', ?, ? FROM open_requests ORDER BY number`);
  const forgetAll = connection.prepare("DELETE FROM open_requests");
  const end = connection.transaction(() => {
    const { changes } = endAll.run(
      "interrupted",
      "ModelDocker was ended before this request was.",
    );
    forgetAll.run();
    return changes;
  });
  return {
    begin(request) {
      newest += 1;
      const values = [newest, ...openValues(request)];
      commits.addIdly(() => commits.note("begin", ...values));
      return newest;
    },
    endInterrupted() {
      commits.flush();
      return end.immediate();
    },
  };
}
