import type { Check } from "./finding.ts";
import { toolFailed } from "./finding.ts";
import { runTool } from "./run.ts";

/** Prettier with its defaults over everything that it knows. */
export const checkFormatting: Check = async (root) => {
  const { status, stdout, stderr } = await runTool({
    root,
    name: "prettier",
    args: ["--check", "."],
  });
  if (status === 0) return [];
  const files = [...stderr.matchAll(/^\[warn\] (?!Code style)(.+)$/gm)];
  if (status !== 1 || files.length === 0) return [toolFailed(stderr + stdout)];
  return files.map(([, file = ""]) => ({
    file,
    rule: "prettier",
    message: "Not formatted; `npm run format` does it.",
  }));
};
