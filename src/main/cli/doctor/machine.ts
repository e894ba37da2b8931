import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { freemem } from "node:os";
import { dirname, join } from "node:path";
import { readMachine } from "#main/adapters/machine/machine.ts";
import type { Environment } from "../serve-options.ts";
import { gigabytes, missing, note, ok, type Finding } from "./finding.ts";

const neededNode = 24;
const comfortableMemory = 4 * 1024 ** 3;

export function checkNode(version: string): Finding {
  return Number(version.split(".")[0]) >= neededNode
    ? ok("node", `Node ${version}.`)
    : missing(
        "node",
        `Node ${version} is too old.`,
        `Install Node ${neededNode} or newer, or run npm ci, which brings one.`,
      );
}

export function checkMemory(): Finding {
  const { memoryBytes, processors, platform, architecture } = readMachine();
  const text = `${gigabytes(memoryBytes)} of memory (${gigabytes(freemem())} free), ${processors} processor cores, ${platform} ${architecture}.`;
  return memoryBytes >= comfortableMemory
    ? ok("memory", text)
    : note("memory", text, "Local models will have to be small ones.");
}

/** The window's binary; without it the app runs in a browser. */
export function checkElectron(environment: Environment): Finding {
  const path = electronBinary(environment);
  return path
    ? ok("electron", `Electron is at ${path}.`)
    : note(
        "electron",
        "Electron's binary is not here.",
        "npm start fetches it if it can, and else opens the app in the browser.",
      );
}

function electronBinary(environment: Environment): string | undefined {
  if (process.versions["electron"]) return process.execPath;
  try {
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve("electron/package.json"));
    const name = readFileSync(join(folder, "path.txt"), "utf8").trim();
    const dist =
      environment["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist");
    const path = join(dist, name);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

/** Names and addresses only: a proxy's password is nobody's business. */
export function checkProxies(environment: Environment): Finding {
  const set = proxyVariables.flatMap((name) => {
    const value = environment[name] ?? environment[name.toLowerCase()];
    return value ? [`${name}=${withoutPassword(value)}`] : [];
  });
  const certificates = environment["NODE_EXTRA_CA_CERTS"];
  if (certificates) set.push(`NODE_EXTRA_CA_CERTS=${certificates}`);
  if (certificates && !existsSync(certificates)) {
    return note(
      "proxy",
      `NODE_EXTRA_CA_CERTS names ${certificates}, which is not there.`,
    );
  }
  return ok(
    "proxy",
    set.length === 0 ? "No proxy is set." : `Set: ${set.join(", ")}.`,
  );
}

function withoutPassword(value: string): string {
  return value.replace(/\/\/[^@/]*@/, "//…@");
}
