import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";
import { parseJson } from "./json.ts";
import { runTool, type Output } from "./run.ts";
import { sourceFiles } from "./source-files.ts";

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(z.object({ name: z.string() })),
});

/** What files each suite is made of, beside what vitest is told. */
const suites = {
  unit: (path: string) => !path.startsWith("tests/e2e/"),
  e2e: (path: string) => /^tests\/e2e\/(?!electron\/)/.test(path),
  electron: (path: string) => path.startsWith("tests/e2e/electron/"),
};

export type Suite = keyof typeof suites;

export interface TestRun extends Output {
  readonly passed: number;
  /** At least 1 when the run failed in any way. */
  readonly failed: number;
  readonly skipped: number;
  /** Files of the suite that no pattern or group of vitest's took in: they would be missed by nobody. */
  readonly leftOut: readonly string[];
}

/** Test files of a suite, from the root, that are not among those that ran. */
export function filesLeftOut(
  root: string,
  suite: Suite,
  ran: readonly string[],
): readonly string[] {
  const done = new Set(ran.map((path) => relative(root, path)));
  return sourceFiles(root, ["tests"])
    .filter((path) => /\.test\.tsx?$/.test(path) && suites[suite](path))
    .filter((path) => !done.has(path.split("/").join(sep)));
}

/**
 * Runs a vitest project, with those whose names begin like it, and counts from its own report.
 * A run without tests fails.
 */
export async function runTestProject(
  root: string,
  project: Suite,
  options: { readonly visible: boolean },
): Promise<TestRun> {
  const report = join(root, ".cache", "reports", `${project}.json`);
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  const output = await runTool({
    ...options,
    root,
    name: "vitest",
    // Only a run that hangs takes so long: tests have time limits of their own, and machines differ.
    minutes: 20,
    args: [
      "run",
      `--project=${project}*`,
      "--silent=passed-only",
      `--reporter=${options.visible ? "default" : "dot"}`,
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
  });
  const text = await readFile(report, "utf8").catch(() => "");
  const counts = reportSchema.safeParse(parseJson(text));
  if (!counts.success)
    return { ...output, passed: 0, failed: 1, skipped: 0, leftOut: [] };
  const { numPassedTests, numFailedTests, numPendingTests } = counts.data;
  const ran = counts.data.testResults.map(({ name }) => name);
  const leftOut = filesLeftOut(root, project, ran);
  const isSound = output.status === 0 && leftOut.length === 0;
  return {
    ...output,
    passed: numPassedTests,
    failed: isSound ? numFailedTests : Math.max(1, numFailedTests),
    skipped: numPendingTests,
    leftOut,
  };
}
