import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { checkDeadCode } from "./check/dead-code.ts";
import { checkDependencyRules } from "./check/dependency-rules.ts";
import type { Check, Finding } from "./check/finding.ts";
import { formatFinding, toolFailed } from "./check/finding.ts";
import { checkFormatting } from "./check/formatting.ts";
import { checkLint } from "./check/lint.ts";
import { checkTypes } from "./check/types.ts";
import { checkUnitTests } from "./check/unit-tests.ts";

interface Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** Rows of one group run side by side; two at a time is what a small machine carries. */
const groups: readonly (readonly (readonly [string, Check])[])[] = [
  [
    ["types", checkTypes],
    ["formatting", checkFormatting],
  ],
  [
    ["lint", checkLint],
    ["dependency rules", checkDependencyRules],
  ],
  [["dead code", checkDeadCode]],
  [["unit tests", checkUnitTests]],
];

async function measure(name: string, check: Check): Promise<Outcome> {
  const start = performance.now();
  const findings = await check(root).catch((error: unknown) => [
    toolFailed(String(error)),
  ]);
  return { name, seconds: (performance.now() - start) / 1000, findings };
}

function report({ name, seconds, findings }: Outcome): void {
  const verdict = findings.length === 0 ? "ok" : `${findings.length} wrong`;
  console.log(
    `${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s  ${verdict}`,
  );
  for (const finding of findings) console.log(`  ${formatFinding(finding)}`);
}

const outcomes: Outcome[] = [];
for (const group of groups) {
  const results = await Promise.all(
    group.map(([name, check]) => measure(name, check)),
  );
  results.forEach(report);
  outcomes.push(...results);
}
const failed = outcomes.filter((outcome) => outcome.findings.length > 0);
if (failed.length > 0) {
  console.log(`\nFailed: ${failed.map((outcome) => outcome.name).join(", ")}.`);
  process.exitCode = 1;
}
