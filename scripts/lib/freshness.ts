import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildTargets } from "../../vite.config.ts";

const root = join(import.meta.dirname, "../..");
const sources = [
  "src",
  "resources",
  "scripts",
  "vite.config.ts",
  "package-lock.json",
];
const stampFile = "build-stamp";

/** Whether what stands in the output directory was built from the files that are here now. */
export async function isFresh(targets: BuildTargets): Promise<boolean> {
  const written = await readFile(join(targets.outDir, stampFile), "utf8").catch(
    () => "",
  );
  return written !== "" && written === (await fingerprint(targets));
}

/** Records what a build was made of; `print` is taken before it begins, so that a later change counts. */
export async function stamp(outDir: string, print: string): Promise<void> {
  await writeFile(join(outDir, stampFile), print);
}

/** Names, sizes and times of all sources: cheap, and wrong only towards building once more. */
export async function fingerprint(targets: BuildTargets): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(targets));
  for (const source of sources) {
    for (const line of await list(join(root, source))) hash.update(line);
  }
  return hash.digest("hex");
}

async function list(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts) return [];
  if (!facts.isDirectory()) return [`${path}\0${facts.size}\0${facts.mtimeMs}`];
  const names = (await readdir(path)).toSorted();
  return (
    await Promise.all(names.map((name) => list(join(path, name))))
  ).flat();
}
