import { z } from "zod";
import type { Check, Finding } from "./finding.ts";
import { toolFailed } from "./finding.ts";
import { parseJson } from "./json.ts";
import { runTool } from "./run.ts";

const entrySchema = z.object({
  name: z.string(),
  line: z.int().optional(),
});

const reportSchema = z.object({
  issues: z.array(
    z.looseObject({ file: z.string() }).catchall(z.array(entrySchema)),
  ),
});

/** Files, exports and dependencies that nothing reaches, and imports that nothing provides. */
export const checkDeadCode: Check = async (root) => {
  const { status, stdout, stderr } = await runTool({
    root,
    name: "knip",
    args: ["--no-progress", "--reporter", "json"],
  });
  const report = reportSchema.safeParse(parseJson(stdout));
  if (!report.success) return [toolFailed(stderr + stdout)];
  const findings = report.data.issues.flatMap(findingsOf);
  if (status !== 0 && findings.length === 0) return [toolFailed(stderr)];
  return findings;
};

type Issue = z.infer<typeof reportSchema>["issues"][number];

function findingsOf(issue: Issue): readonly Finding[] {
  const { file, ...kinds } = issue;
  return Object.entries(kinds).flatMap(([rule, entries]) =>
    entries.map(({ name, line }) => ({
      file,
      ...(line === undefined ? {} : { line }),
      rule,
      message: rule === "files" ? "Nothing imports it." : name,
    })),
  );
}
