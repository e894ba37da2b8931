import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { parseJson } from "./json.ts";
import { runTool, type Output } from "./run.ts";

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
});

export interface TestRun extends Output {
  readonly passed: number;
  /** At least 1 when the run failed in any way. */
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Runs a vitest project, with those whose names begin like it, and counts from its own report.
 * A run without tests fails.
 */
export async function runTestProject(
  root: string,
  project: string,
  options: { readonly visible: boolean },
): Promise<TestRun> {
  const report = join(root, ".cache", "reports", `${project}.json`);
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  const output = await runTool({
    ...options,
    root,
    name: "vitest",
    minutes: 8,
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
  if (!counts.success) return { ...output, passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests } = counts.data;
  return {
    ...output,
    passed: numPassedTests,
    failed: output.status === 0 ? numFailedTests : Math.max(1, numFailedTests),
    skipped: numPendingTests,
  };
}
