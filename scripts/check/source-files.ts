import { globSync } from "node:fs";
import { sep } from "node:path";

/** Every TypeScript file below the given folders, from the root, with forward slashes. */
export function sourceFiles(
  root: string,
  folders: readonly string[],
): readonly string[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !path.startsWith("tests/fixtures/"));
}
