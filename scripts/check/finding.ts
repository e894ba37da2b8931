/** One thing that a check found wrong. */
export interface Finding {
  /** Path from the root, with forward slashes; absent where the whole tool failed. */
  readonly file?: string;
  readonly line?: number;
  /** The tool's own name of the rule, or `not-read` and `tool-failed`, which are ours. */
  readonly rule: string;
  readonly message: string;
}

/** A check looks at the tree below `root` and answers with what is wrong: nothing means that it passed. */
export type Check = (root: string) => Promise<readonly Finding[]>;

export function toolFailed(message: string): Finding {
  return { rule: "tool-failed", message: message.trim() || "It said nothing." };
}

/** A tool that reads nothing finds nothing: fewer files than there are is a failure of its own. */
export function notRead(read: number, present: number): readonly Finding[] {
  if (present > 0 && read >= present) return [];
  const message = `It read ${read} files of ${present}.`;
  return [{ rule: "not-read", message }];
}

export function formatFinding(finding: Finding): string {
  const { file, line, rule, message } = finding;
  const place = file === undefined ? "" : `${file}${line ? `:${line}` : ""}  `;
  return `${place}${rule}: ${message}`;
}
