import { z } from "zod";
import type { Check } from "./finding.ts";
import { notRead, toolFailed } from "./finding.ts";
import { parseJson } from "./json.ts";
import { runTool } from "./run.ts";
import { sourceFiles } from "./source-files.ts";

const folders = ["src", "scripts", "tests"];

const reportSchema = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(z.object({ resolved: z.string() })),
    }),
  ),
  summary: z.object({
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string() }),
      }),
    ),
  }),
});

/** The ring table. Every file must have been read, and edges between them must have been seen. */
export const checkDependencyRules: Check = async (root) => {
  const { stdout, stderr } = await runTool({
    root,
    name: "depcruise",
    args: [...folders, "--output-type", "json"],
  });
  const report = reportSchema.safeParse(parseJson(stdout));
  if (!report.success) return [toolFailed(stderr + stdout)];
  const { modules, summary } = report.data;
  const seen = new Set(modules.map((module) => module.source));
  const present = sourceFiles(root, folders);
  const read = present.filter((file) => seen.has(file)).length;
  const edges = modules.flatMap((module) => module.dependencies);
  const blind = !edges.some((edge) => edge.resolved.startsWith("src/"));
  return [
    ...notRead(read, present.length),
    ...(blind ? [toolFailed("It saw no import between files of src.")] : []),
    ...summary.violations.map(({ from, to, rule }) => ({
      file: from,
      rule: rule.name,
      message: `imports ${to}`,
    })),
  ];
};
