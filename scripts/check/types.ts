import type { Check, Finding } from "./finding.ts";
import { toolFailed } from "./finding.ts";
import { runTool } from "./run.ts";

const diagnostic = /^(.+?)\((\d+),\d+\): error (TS\d+): (.+)$/gm;

/** One project per process, so that a global of the wrong world is a type error. */
export const checkTypes: Check = async (root) => {
  const { status, stdout, stderr } = await runTool({
    root,
    name: "tsc",
    args: ["-b", "--pretty", "false"],
  });
  if (status === 0) return [];
  const findings = [...stdout.matchAll(diagnostic)].map(toFinding);
  return findings.length > 0 ? findings : [toolFailed(stdout + stderr)];
};

function toFinding(match: RegExpExecArray): Finding {
  const [, file = "", line, rule = "", message = ""] = match;
  return { file, line: Number(line), rule, message };
}
