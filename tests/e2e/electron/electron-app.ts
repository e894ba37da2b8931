import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  _electron,
  type ElectronApplication,
  type Page,
} from "playwright-core";

const run = promisify(execFile);
const path = (name: string) =>
  fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const repository = path("");
/** Built for the old engine; the product's own build stays what it is. */
const oldBuild = path(".cache/electron-suite");
const oldEntry = path("tests/e2e/electron/old-electron.cjs");

export const electronPath = process.env["MODELDOCKER_TEST_ELECTRON"];
if (!electronPath) {
  console.log(
    "The suite on a real Electron is skipped: name its executable in MODELDOCKER_TEST_ELECTRON.",
  );
}

export interface TestElectron {
  readonly executable: string;
  /** The backend needs a newer Node than this one has: its window attaches to `modeldocker serve`. */
  readonly isOld: boolean;
  /** What stands after the executable on the command line. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Finds out what this Electron can, and builds what it needs. */
export async function prepareElectron(
  executable: string,
): Promise<TestElectron> {
  const { stdout } = await run(
    executable,
    ["-p", "process.versions.node.split('.')[0]"],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } },
  );
  const isOld = Number(stdout) < 24;
  const build = [path("scripts/build.ts"), "--if-stale"];
  const forOld = ["--browsers=chrome108", "--entry-node=node16"];
  await run(
    process.execPath,
    isOld ? [...build, `--out=${oldBuild}`, ...forOld] : build,
  );
  return {
    executable,
    isOld,
    args: ["--no-sandbox", isOld ? oldEntry : repository],
    env: isOld ? { MODELDOCKER_TEST_ENTRY: `${oldBuild}/main/main.cjs` } : {},
  };
}

export interface LaunchOptions {
  readonly dataDir: string;
  readonly display: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

export function environment(
  electron: TestElectron,
  { dataDir, display, env = {} }: LaunchOptions,
): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    ...(display !== undefined && { DISPLAY: display }),
    MODELDOCKER_PASSPHRASE: "a passphrase for tests",
    MODELDOCKER_GATEWAY_PORT: "0",
    MODELDOCKER_DATA_DIR: dataDir,
    ...electron.env,
    ...env,
  };
}

export interface Launched extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Errors that the page logged or threw. */
  readonly problems: readonly string[];
}

const attachLimitMs = 15_000;
const attempts = 3;

/** On a busy machine the debugger now and then fails to attach to a new process: that start is given up. */
async function attach(
  electron: TestElectron,
  options: LaunchOptions,
): Promise<{ app: ElectronApplication; page: Page }> {
  for (let attempt = 1; ; attempt += 1) {
    let app: ElectronApplication | undefined;
    try {
      app = await _electron.launch({
        executablePath: electron.executable,
        args: [...electron.args],
        env: environment(electron, options),
        timeout: attachLimitMs,
      });
      return { app, page: await app.firstWindow({ timeout: attachLimitMs }) };
    } catch (error) {
      app?.process().kill("SIGKILL");
      if (attempt === attempts) throw error;
    }
  }
}

export async function launchWindow(
  electron: TestElectron,
  options: LaunchOptions,
): Promise<Launched> {
  const { app, page } = await attach(electron, options);
  const problems: string[] = [];
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  return {
    app,
    page,
    problems,
    [Symbol.asyncDispose]: async () => {
      // A test may have ended it already.
      await app.close().catch(() => undefined);
    },
  };
}

/** Starts the program once more, as a second click would; resolves when that process has ended. */
export async function startAgain(
  electron: TestElectron,
  options: LaunchOptions,
): Promise<number | null> {
  const child = spawn(electron.executable, [...electron.args], {
    env: environment(electron, options),
    stdio: "ignore",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

/** Whether a process of this id runs; a zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await run("ps", ["-o", "stat=", "-p", String(pid)]).catch(
    () => ({ stdout: "" }),
  );
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

/** Ids of a process and everything below it. */
export async function familyOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const parent of family) {
    for (const [child, of] of rows) {
      if (of === parent && child !== undefined) family.push(child);
    }
  }
  return family;
}
