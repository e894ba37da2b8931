import type { Check } from "./finding.ts";
import { toolFailed } from "./finding.ts";
import { runTool } from "./run.ts";

/** The unit project of vitest, which itself fails when it finds no test. */
export const checkUnitTests: Check = async (root) => {
  const { status, stdout, stderr } = await runTool(root, "vitest", [
    "run",
    "--project",
    "unit",
    "--reporter",
    "default",
    "--silent=passed-only",
  ]);
  if (status === 0) return [];
  return [toolFailed(`${stdout}\n${stderr}`)];
};
