import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright-core";

const commands = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
];

const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const windowsPrograms = [
  "Google/Chrome/Application/chrome.exe",
  "Microsoft/Edge/Application/msedge.exe",
];

/** How to get a browser, in the one line that a skipped suite prints. */
export const missingBrowser =
  "No Chromium, Chrome or Edge found and none could be fetched: browser tests are skipped. " +
  "Install one, or name it in MODELDOCKER_TEST_BROWSER.";

/** Path of a Chromium-family browser: the one that is named, installed or fetched before, in that order. */
export async function findBrowser(
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const named = environment["MODELDOCKER_TEST_BROWSER"];
  if (named !== undefined && named !== "") return named;
  for (const path of candidates(environment))
    if (await isExecutable(path)) return path;
  return undefined;
}

/** Downloads Playwright's own headless Chromium; `undefined` where that does not work. */
export async function fetchBrowser(): Promise<string | undefined> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("playwright-core/package.json"));
  const args = [join(folder, "cli.js"), "install", "chromium"];
  const fetched = await promisify(execFile)(process.execPath, args, {
    timeout: 180_000,
  }).then(
    () => true,
    () => false,
  );
  const path = chromium.executablePath();
  return fetched && (await isExecutable(path)) ? path : undefined;
}

export function launchBrowser(executablePath: string): Promise<Browser> {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      ...(asRoot ? ["--no-sandbox"] : []),
    ],
  });
}

function candidates(environment: NodeJS.ProcessEnv): readonly string[] {
  if (process.platform === "darwin")
    return [...macApplications, chromium.executablePath()];
  if (process.platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
      .map((name) => environment[name])
      .filter((folder) => folder !== undefined);
    const installed = folders.flatMap((folder) =>
      windowsPrograms.map((program) => join(folder, program)),
    );
    return [...installed, chromium.executablePath()];
  }
  const folders = (environment["PATH"] ?? "").split(delimiter);
  const installed = commands.flatMap((command) =>
    folders.map((folder) => join(folder, command)),
  );
  return [...installed, chromium.executablePath()];
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
