import { performance } from "node:perf_hooks";
import { checkDeadCode } from "./dead-code.ts";
import { checkDependencyRules } from "./dependency-rules.ts";
import type { Check } from "./finding.ts";
import { formatFinding, toolFailed } from "./finding.ts";
import { checkFormatting } from "./formatting.ts";
import { checkLint } from "./lint.ts";
import { runTestProject, type Suite } from "./test-project.ts";
import { checkTypes } from "./types.ts";

/** How one step went: a tool counts as one, a suite as its tests. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

type Step = () => Promise<Omit<Outcome, "name"> & { readonly details: string }>;

/** Two of a group run side by side, as many as a small machine carries; suites run alone. */
export async function runChecks(root: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const groups = [
    { types: tool(root, checkTypes), formatting: tool(root, checkFormatting) },
    {
      lint: tool(root, checkLint),
      "dependency rules": tool(root, checkDependencyRules),
    },
    { "dead code": tool(root, checkDeadCode) },
    { "unit tests": suite(root, "unit", false) },
  ];
  for (const group of groups) {
    const running = Object.entries(group).map(([name, step]) =>
      runStep(name, step),
    );
    outcomes.push(...(await Promise.all(running)));
  }
  return outcomes;
}

/** The suites that need the built program: in a browser, and in Electron where there is one. */
export async function runSuites(root: string): Promise<readonly Outcome[]> {
  return [
    await runStep("browser tests", suite(root, "e2e", true)),
    await runStep("Electron tests", suite(root, "electron", true)),
  ];
}

/** The last word of a run, and its exit code. */
export function conclude(outcomes: readonly Outcome[]): void {
  const sum = (key: "passed" | "failed") =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const failed = outcomes.filter((outcome) => outcome.failed > 0);
  if (failed.length > 0) {
    console.log(`\nFailed: ${failed.map(({ name }) => name).join(", ")}.`);
    process.exitCode = 1;
  }
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
}

async function runStep(name: string, step: Step): Promise<Outcome> {
  const start = performance.now();
  const { details, ...counts } = await step();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { passed, failed, skipped } = counts;
  const verdict = [
    failed === 0 ? "ok" : `${failed} failed`,
    ...(passed > 1 ? [`${passed} passed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(", ");
  console.log(`${name.padEnd(18)} ${seconds.padStart(6)} s  ${verdict}`);
  if (details !== "") console.log(details);
  return { name, ...counts };
}

function tool(root: string, check: Check): Step {
  return async () => {
    const findings = await check(root).catch((error: unknown) => [
      toolFailed(String(error)),
    ]);
    return {
      passed: findings.length === 0 ? 1 : 0,
      failed: findings.length === 0 ? 0 : 1,
      skipped: 0,
      details: findings.map((one) => `  ${formatFinding(one)}`).join("\n"),
    };
  };
}

function suite(root: string, project: Suite, visible: boolean): Step {
  return async () => {
    const run = await runTestProject(root, project, { visible });
    const { passed, failed, skipped, stdout, stderr, leftOut } = run;
    const output = failed > 0 && !visible ? [stdout, stderr] : [];
    const missed = leftOut.map((path) => `  ${path} was not run.`);
    return {
      passed,
      failed,
      skipped,
      details: [...output, ...missed].join("\n"),
    };
  };
}
