import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const downloadLimitMs = 180_000;
const reachLimitMs = 4_000;

export type ElectronBinary =
  | { readonly path: string }
  | { readonly path?: never; readonly reason: string };

/** The Electron binary, fetched if it is not here yet. Offline it says so within seconds. */
export async function findElectron(
  environment: NodeJS.ProcessEnv,
): Promise<ElectronBinary> {
  const folder = electronFolder();
  if (!folder) return { reason: "Electron is not installed" };
  const here = installedBinary(folder, environment);
  if (here) return { path: here };
  if (!(await canReach(downloadHost(environment)))) {
    return { reason: "Electron's download cannot be reached" };
  }
  console.error("Fetching Electron, once…");
  const failed = await download(folder);
  const fetched = installedBinary(folder, environment);
  return fetched
    ? { path: fetched }
    : { reason: failed ?? "Electron is not there" };
}

function electronFolder(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return dirname(require.resolve("electron/package.json"));
  } catch {
    return undefined;
  }
}

/** What the package's own `index.js` would answer, without its download. */
function installedBinary(
  folder: string,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const override = environment["ELECTRON_OVERRIDE_DIST_PATH"];
  const name = readName(folder);
  const path = override
    ? join(override, name ?? "electron")
    : name && join(folder, "dist", name);
  return path && existsSync(path) ? path : undefined;
}

function readName(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, "path.txt"), "utf8").trim();
  } catch {
    return undefined;
  }
}

function downloadHost(environment: NodeJS.ProcessEnv): string {
  return (
    environment["ELECTRON_MIRROR"] ??
    environment["npm_config_electron_mirror"] ??
    "https://github.com"
  );
}

/** Any answer at all will do; a proxy from the environment is used as the download would. */
async function canReach(address: string): Promise<boolean> {
  const { EnvHttpProxyAgent, request } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const { body } = await request(address, {
      method: "HEAD",
      dispatcher,
      signal: AbortSignal.timeout(reachLimitMs),
    });
    await body.dump();
    return true;
  } catch {
    return false;
  } finally {
    await dispatcher.destroy();
  }
}

/** Runs the package's own installer; resolves with why it failed. */
function download(folder: string): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(folder, "install.js")], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: downloadLimitMs,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) =>
      resolve(
        code === 0
          ? undefined
          : `Electron could not be fetched (${firstLine(said)})`,
      ),
    );
  });
}

function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? "no reason given"
  );
}
