import { z } from "zod";
import type { Check } from "./finding.ts";
import { notRead, toolFailed } from "./finding.ts";
import { parseJson } from "./json.ts";
import { runTool } from "./run.ts";
import { sourceFiles } from "./source-files.ts";

const reportSchema = z.object({
  number_of_files: z.int(),
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().optional(),
      filename: z.string().optional(),
      labels: z.array(z.object({ span: z.object({ line: z.int() }) })),
    }),
  ),
});

/** oxlint with type-aware rules; its count of files is compared with ours. */
export const checkLint: Check = async (root) => {
  const { stdout, stderr } = await runTool({
    root,
    name: "oxlint",
    args: ["-f", "json"],
  });
  const report = reportSchema.safeParse(parseJson(stdout));
  if (!report.success) return [toolFailed(stderr + stdout)];
  const { diagnostics, number_of_files: read } = report.data;
  const present = sourceFiles(root, ["src", "scripts", "tests"]).length;
  const findings = diagnostics.map(({ filename, code, message, labels }) => ({
    ...(filename === undefined ? {} : { file: filename.replaceAll("\\", "/") }),
    ...(labels[0] === undefined ? {} : { line: labels[0].span.line }),
    rule: code ?? "oxlint",
    message,
  }));
  return [...notRead(read, present), ...findings];
};
