import { join } from "node:path";
import { createInterface } from "node:readline";
import { defaultDataDir } from "../src/main/adapters/data-dir/default-data-dir.ts";
import { createPrivateFiles } from "../src/main/adapters/data-dir/private-files.ts";
import {
  isRunning,
  readRecord,
} from "../src/main/adapters/owner/owner-file.ts";
import {
  parseServeOptions,
  serveEnvironment,
  type ServeOptions,
} from "../src/main/cli/serve-options.ts";
import { findElectron } from "./lib/electron-binary.ts";
import { openAddress } from "./lib/open-address.ts";
import { ended, startChild } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");
const script = (path: string): [string, string] => [
  process.execPath,
  join(root, path),
];

async function start(): Promise<number> {
  const options = parseServeOptions(process.argv.slice(2), process.env);
  const built = await ended(
    startChild([...script("scripts/build.ts"), "--if-stale"], {
      stdio: "inherit",
    }),
  );
  if (built !== 0) return built;
  const electron = hasScreen()
    ? await findElectron(process.env)
    : ({ reason: "There is no screen" } as const);
  return electron.path === undefined
    ? startInBrowser(electron.reason, options)
    : startWindow(electron.path, options);
}

function hasScreen(): boolean {
  return (
    process.platform !== "linux" ||
    process.env["DISPLAY"] !== undefined ||
    process.env["WAYLAND_DISPLAY"] !== undefined
  );
}

function startWindow(electron: string, options: ServeOptions): Promise<number> {
  return ended(
    startChild([electron, root], {
      stdio: "inherit",
      env: { ...process.env, ...serveEnvironment(options) },
    }),
  );
}

/** The same app, served on loopback: its address is opened, or printed where there is no screen. */
async function startInBrowser(
  reason: string,
  options: ServeOptions,
): Promise<number> {
  const running = runningPage(options);
  if (running !== undefined) {
    show(running, "ModelDocker already runs");
    return 0;
  }
  const child = startChild([...script("bin/modeldocker.js"), "serve"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...serveEnvironment({ ...options, logLevel: "warn" }),
    },
  });
  const exit = ended(child);
  if (!child.stdout) return exit;
  for await (const line of createInterface({ input: child.stdout })) {
    const { web } = JSON.parse(line) as { web: string | null };
    if (web) show(web, `${reason}, so ModelDocker runs in the browser`);
  }
  return exit;
}

/** A second start shows the first one. */
function runningPage({ dataDir }: ServeOptions): string | undefined {
  const folder = dataDir ?? defaultDataDir({ environment: process.env });
  const owner = readRecord(createPrivateFiles(), folder);
  if (!owner?.addresses.web || !isRunning(owner)) return undefined;
  return `${owner.addresses.web}/#token=${owner.token}`;
}

function show(address: string, why: string): void {
  const opened = openAddress(address, process.env);
  console.log(`${why}${opened ? "" : "; open"}: ${address}`);
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
