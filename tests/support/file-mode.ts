import { statSync } from "node:fs";

/** Permission bits of a file; on Windows, which has none, those that are `expected`. */
export function fileMode(path: string, expected: number): number {
  return process.platform === "win32" ? expected : statSync(path).mode & 0o777;
}
