import { createHash } from "node:crypto";

/** Where a syntax has the id of a call. */
export const idMark = "\u0000";
/** Where it has a call's number. */
export const numberMark = "\u0003";

/** Nine letters and digits, always the same for one id: templates that write ids take no others. */
export function shortId(id: string): string {
  const hash = createHash("sha256").update(id).digest("hex");
  return hash.slice(0, 9);
}
