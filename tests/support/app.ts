import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const program = join(repository, "bin", "modeldocker.js");

/** Opens the data of every app that a test starts. */
export const testPassphrase = "a passphrase for tests";

/** A key that this passphrase opens at once: half a second less for each start. */
const quickKey = join(repository, "tests", "fixtures", "quick-key.json");

const readySchema = z.object({
  event: z.literal("ready"),
  /** `null` where that part was left out. */
  gateway: z.string().nullable(),
  web: z.string().nullable(),
  dataDir: z.string(),
  pid: z.int(),
});
export type Ready = z.infer<typeof readySchema>;

export interface AppOptions {
  /** False: the settings say where the gateway is; else any free port. */
  readonly choosesGatewayPort?: boolean;
  /** Absent: a new temporary one, removed with the app. */
  readonly dataDir?: string;
  /** Written as the config file. */
  readonly config?: unknown;
  readonly demo?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program, serving from a process of its own. */
export interface RunningApp extends AsyncDisposable {
  readonly ready: Ready;
  /** Address of the web app with its token. */
  readonly web: string;
  readonly dataDir: string;
  /** Milliseconds from the start of the process to its ready line. */
  readonly startupMs: number;
  /** Everything it has said so far, both streams. */
  output(): string;
  /** SIGTERM, and its exit. */
  stop(): Promise<Exit>;
  /** `kill -9`: no time for anything. */
  kill(): Promise<void>;
  /** A new process on the same data, the old one being gone; it is disposed of with this one. */
  restart(): Promise<RunningApp>;
}

/**
 * The environment without the developer's own ModelDocker variables. A passphrase stands in for the
 * OS keyring, so that a test never leaves an entry there.
 */
function environment(
  extra: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(MODELDOCKER_|NODE_OPTIONS|VITEST|NODE_ENV)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    MODELDOCKER_PASSPHRASE: testPassphrase,
    ...extra,
  };
}

/** Runs `modeldocker` with these arguments to its end. */
export async function runProgram(
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Exit> {
  const child = spawn(process.execPath, [program, ...args], {
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = listen(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { code, stdout: said.stdout, stderr: said.stderr };
}

export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const ownsData = options.dataDir === undefined;
  const dataDir =
    options.dataDir ?? (await mkdtemp(join(tmpdir(), "modeldocker-app-")));
  if (ownsData && options.env?.["MODELDOCKER_PASSPHRASE"] === undefined) {
    await copyFile(quickKey, join(dataDir, "key.json"));
    await chmod(join(dataDir, "key.json"), 0o600);
  }
  const configFile = `${dataDir}.config.json`;
  if (options.config !== undefined)
    await writeFile(configFile, JSON.stringify(options.config, null, 2));
  const args = [
    "serve",
    `--data-dir=${dataDir}`,
    ...(options.choosesGatewayPort === false ? [] : ["--gateway-port=0"]),
    "--web-port=0",
    ...(options.config === undefined ? [] : ["--config", configFile]),
    ...(options.demo === true ? ["--demo"] : []),
    ...(options.args ?? []),
  ];
  const cleanUp = async () => {
    await rm(configFile, { force: true });
    if (!ownsData) return;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await launch(args, options, cleanUp);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function launch(
  args: readonly string[],
  options: AppOptions,
  cleanUp: () => Promise<void>,
): Promise<RunningApp> {
  const start = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    env: environment(options.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = listen(child);
  const closed = once(child, "close") as Promise<[number | null]>;
  const ready = await firstLine(child, closed, said);
  const startupMs = performance.now() - start;
  const successors: RunningApp[] = [];

  const end = async (signal: NodeJS.Signals): Promise<Exit> => {
    if (child.exitCode === null && child.signalCode === null)
      process.kill(ready.pid, signal);
    const [code] = await closed;
    return { code, stdout: said.stdout, stderr: said.stderr };
  };
  return {
    ready,
    web: ready.web ?? "",
    dataDir: ready.dataDir,
    startupMs,
    output: () => said.stdout + said.stderr,
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
    restart: async () => {
      await end("SIGTERM");
      const next = await launch(args, options, () => Promise.resolve());
      successors.push(next);
      return next;
    },
    [Symbol.asyncDispose]: async () => {
      for (const successor of successors)
        await successor[Symbol.asyncDispose]();
      await end("SIGKILL");
      await cleanUp();
    },
  };
}

interface Said {
  stdout: string;
  stderr: string;
}

function listen(child: ChildProcess): Said {
  const said: Said = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => (said.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (said.stderr += text));
  return said;
}

/** The ready line, or an error with everything that the program said instead. */
async function firstLine(
  child: ChildProcess,
  closed: Promise<unknown>,
  said: Said,
): Promise<Ready> {
  const line = new Promise<string>((resolve) => {
    child.stdout?.on("data", () => {
      const end = said.stdout.indexOf("\n");
      if (end >= 0) resolve(said.stdout.slice(0, end));
    });
  });
  const timeout = AbortSignal.timeout(30_000);
  const waited = await Promise.race([
    line,
    closed.then(() => undefined),
    once(timeout, "abort").then(() => undefined),
  ]);
  if (waited !== undefined) return readySchema.parse(JSON.parse(waited));
  child.kill("SIGKILL");
  throw new Error(`It was never ready.\n${said.stdout}${said.stderr}`);
}
