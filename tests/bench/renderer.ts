import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { startApp, type RunningApp } from "#tests/support/app.ts";
import { findBrowser, launchBrowser } from "#tests/support/browser.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import { seedConversation } from "#tests/support/seed-conversation.ts";
import { quantile, type BenchRow } from "./row.ts";

const earlierCounts = [0, 400, 2_000] as const;
/** The simulated model that says the last message again, nine characters a millisecond. */
const model = "sim:sim/echo";
const charactersPerDelta = 9;
const passphrase = "a passphrase for benchmarks";

const earlierText = [
  "How do I find out which **indexes** are bloated?",
  "- measure with `pgstattuple`",
  "- rebuild what is worth it",
  "```sql\nSELECT * FROM pg_stat_user_indexes WHERE relname = 'orders';\n```",
].join("\n\n");

const streamedText = Array.from({ length: 24 }, (_, index) =>
  [
    `## Section ${index}`,
    `Some **bold** words, \`code\` and a [link](https://example.org/${index}) in a paragraph that is long enough to wrap over more than one line of the window.`,
    "| Name | Value |\n|---|---:|\n| one | 1 |\n| two | 2 |",
    `\`\`\`ts\nexport const value${index} = compute(${index});\n\`\`\``,
  ].join("\n\n"),
).join("\n\n");

interface Measured {
  /** Milliseconds of the page's main thread per streamed delta. */
  readonly perDelta: number;
  /** Milliseconds between frames, 95th percentile. */
  readonly frame: number;
}

/** What streaming costs the window, by how much was said before. */
export async function run(): Promise<BenchRow[]> {
  const executable = await findBrowser(process.env);
  if (executable === undefined) return [];
  await using simulated = await simulatedInstance();
  const dataDir = await mkdtemp(join(tmpdir(), "modeldocker-bench-"));
  const ids = await seed(dataDir);
  await using app = await startApp({
    dataDir,
    config: simulated.config,
    env: { MODELDOCKER_PASSPHRASE: passphrase },
  });
  const browser = await launchBrowser(executable);
  try {
    const rows: BenchRow[] = [];
    let alone: number | undefined;
    for (const [earlier, id] of ids) {
      const { perDelta, frame } = await measure(app, browser, id);
      alone ??= perDelta;
      const after = `${earlier.toLocaleString("en")} earlier messages`;
      rows.push(
        {
          name: `renderer: main thread per delta, ${after}`,
          value: perDelta,
          unit: "ms",
          ...(earlier === 0 ? {} : { baseline: alone }),
        },
        {
          name: `renderer: frame p95 while streaming, ${after}`,
          value: frame,
          unit: "ms",
          baseline: 33,
          note: "a limit, not a rival",
        },
      );
    }
    return rows;
  } finally {
    await browser.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function seed(
  dataDir: string,
): Promise<readonly (readonly [earlier: number, id: string])[]> {
  const ids: [number, string][] = [];
  for (const count of earlierCounts) {
    const id = await seedConversation({
      dataDir,
      passphrase,
      model,
      count,
      text: () => earlierText,
    });
    ids.push([count, id]);
  }
  return ids;
}

async function measure(
  app: RunningApp,
  browser: Browser,
  id: string,
): Promise<Measured> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  await page.goto(app.web);
  await page.goto(`${new URL(app.web).origin}/#/chat/${id}`);
  const composer = page.getByRole("textbox", { name: "Message", exact: true });
  await composer.fill(streamedText);
  await page.waitForTimeout(1_000);
  const session = await context.newCDPSession(page);
  // Processor time, so that what else the machine does counts less.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await watchFrames(page);
  const before = await taskSeconds(session);
  await composer.press("Enter");
  await page.locator('article[aria-busy="true"]').waitFor();
  await page
    .locator('article[aria-busy="true"]')
    .waitFor({ state: "detached", timeout: 60_000 });
  const spent = (await taskSeconds(session)) - before;
  const frames = await page.evaluate(
    () => (window as unknown as { frames: number[] }).frames,
  );
  await context.close();
  const deltas = streamedText.length / charactersPerDelta;
  return {
    perDelta: (spent * 1_000) / deltas,
    frame: quantile(frames, 0.95),
  };
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

/** Collects the time between animation frames from now on. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    let last = performance.now();
    const tick = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}
