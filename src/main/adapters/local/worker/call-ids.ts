import { createHash } from "node:crypto";

/** Where a syntax has the id of a call. */
export const idMark = "\u0000";
/** In GBNF, and in regular expressions. */
export const idForm = "[A-Za-z0-9]{9}";

/** Nine letters and digits, always the same for one id: templates that write ids take no others. */
export function shortId(id: string): string {
  const hash = createHash("sha256").update(id).digest("hex");
  return hash.slice(0, 9);
}
