import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe-core finds serious or critical on the page as it stands, one line per element. */
export async function accessibilityFaults(
  page: Page,
): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in window")))
    await page.evaluate(await readFile(source, "utf8"));
  const results = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, impact, nodes }) =>
      nodes.map(
        (node) =>
          `${id} (${impact}): ${node.target.join(" ")} ${node.failureSummary ?? ""}`,
      ),
    );
}
