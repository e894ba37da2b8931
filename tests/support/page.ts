import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { readFrameDelay, slowSocket, type FrameDelay } from "./slow-socket.ts";

const cache = fileURLToPath(new URL("../../.cache", import.meta.url));

export interface PageOptions extends BrowserContextOptions {
  /** How long each frame between page and backend is under way; absent: no longer than it is. */
  readonly frameDelay?: FrameDelay | undefined;
}

/** `MODELDOCKER_TEST_FRAME_DELAY=20-200` looks for races in all suites: any page, each frame 20 to 200 ms late. */
const everyFrame = readFrameDelay(process.env["MODELDOCKER_TEST_FRAME_DELAY"]);

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong unseen: console errors, uncaught errors, breaches of the policy, foreign requests. */
  readonly problems: readonly string[];
  /** Every WebSocket frame in both directions, as text. */
  readonly frames: readonly string[];
  /** Accepts problems that a test brings about on purpose. */
  allow(pattern: RegExp): void;
}

/**
 * Opens an address in a context of its own. Disposing of it throws when the page logged an error,
 * broke its content security policy or asked any other machine for anything.
 */
export async function openPage(
  browser: Browser,
  address: string,
  { frameDelay = everyFrame, ...options }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  if (frameDelay !== undefined) await slowSocket(page, frameDelay);
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  const allowed: RegExp[] = [];
  const frames: string[] = [];
  watch(page, problems, frames);
  await page.goto(address);
  const remaining = () =>
    problems.filter((problem) => !allowed.some((one) => one.test(problem)));
  return {
    page,
    get problems() {
      return remaining();
    },
    frames,
    allow: (pattern) => void allowed.push(pattern),
    [Symbol.asyncDispose]: async () => {
      await picture(page, "last").catch(() => undefined);
      await context.close();
      const left = remaining();
      if (left.length > 0)
        throw new Error(`The page had problems:\n${left.join("\n")}`);
    },
  };
}

function watch(page: Page, problems: string[], frames: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error")
      problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isOwn =
      ["127.0.0.1", "localhost"].includes(url.hostname) ||
      ["data:", "blob:"].includes(url.protocol);
    if (!isOwn) problems.push(`foreign request: ${request.url()}`);
  });
  page.on("websocket", (socket) => {
    const keep = ({ payload }: { payload: string | Buffer }) =>
      frames.push(payload.toString());
    socket.on("framesent", keep);
    socket.on("framereceived", keep);
  });
}

/** A picture of the page in the cache folder, to look at after a run. */
export async function picture(page: Page, name: string): Promise<string> {
  await mkdir(join(cache, "pictures"), { recursive: true });
  const path = join(cache, "pictures", `${name}.png`);
  await page.screenshot({ path });
  return path;
}
