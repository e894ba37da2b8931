import {
  auditCells,
  auditColumns,
  auditLine,
} from "#main/domain/audit/audit-line.ts";
import { csvLine } from "#shared/text/csv-line.ts";
import type { StoredAuditEvent } from "#main/ports/audit-log.ts";

const pieceCharacters = 65_536;

/** Events as pieces of a file; others have their turn between pieces. */
export async function* exportAudit(
  events: Iterable<StoredAuditEvent>,
  format: "jsonl" | "csv",
): AsyncGenerator<{ text: string }, void> {
  let text = format === "csv" ? csvLine(auditColumns) : "";
  for (const event of events) {
    text += format === "csv" ? csvLine(auditCells(event)) : auditLine(event);
    if (text.length < pieceCharacters) continue;
    yield { text };
    text = "";
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  if (text !== "") yield { text };
}
