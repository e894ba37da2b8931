import { findBrowser, launchBrowser } from "#tests/support/browser.ts";
import { startApp } from "#tests/support/app.ts";
import { median, type BenchRow } from "./row.ts";

const rounds = 5;

/** From the start of the process to the ready line, and from a page's address to its first paint. */
export async function run(): Promise<BenchRow[]> {
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await using app = await startApp();
    first.push(app.startupMs);
    again.push((await app.restart()).startupMs);
  }
  return [
    {
      name: "start-up: ready, new data directory",
      value: median(first),
      unit: "ms",
    },
    {
      name: "start-up: ready, existing data directory",
      value: median(again),
      unit: "ms",
    },
    ...(await measurePage()),
  ];
}

async function measurePage(): Promise<readonly BenchRow[]> {
  const executable = await findBrowser(process.env);
  if (executable === undefined) return [];
  await using app = await startApp({ demo: true });
  const browser = await launchBrowser(executable);
  const paints: number[] = [];
  const usable: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const start = performance.now();
    await page.goto(app.web);
    await page.getByRole("heading").first().waitFor();
    usable.push(performance.now() - start);
    paints.push(
      await page.evaluate(
        () =>
          performance.getEntriesByName("first-contentful-paint")[0]
            ?.startTime ?? Number.NaN,
      ),
    );
    await context.close();
  }
  await browser.close();
  return [
    { name: "start-up: first paint", value: median(paints), unit: "ms" },
    {
      name: "start-up: page shows its content",
      value: median(usable),
      unit: "ms",
      note: "new browser context, cold cache",
    },
  ];
}
