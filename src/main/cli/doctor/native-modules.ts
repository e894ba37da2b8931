import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppError } from "#shared/errors/app-error.ts";
import { createSystemKeyring } from "#main/adapters/keyring/system-keyring.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Environment } from "../serve-options.ts";
import { missing, note, ok, type Finding } from "./finding.ts";

const run = promisify(execFile);
const probeLimitMs = 30_000;
const keyringLimitMs = 5_000;

async function probe(
  kind: "store" | "models",
  probeEntry: string,
): Promise<string> {
  const { stdout } = await run(process.execPath, [probeEntry, kind], {
    timeout: probeLimitMs,
  });
  return stdout.trim().split("\n").at(-1) ?? "";
}

export async function checkStoreModule(probeEntry: string): Promise<Finding> {
  try {
    const version = await probe("store", probeEntry);
    return ok("store-module", `${version} loads, with encryption.`);
  } catch (error) {
    return missing(
      "store-module",
      `The encrypted store's native module does not load (${reasonOf(error)}).`,
      "Run npm ci again on this machine.",
    );
  }
}

export async function checkModelsModule(probeEntry: string): Promise<Finding> {
  try {
    const backend = await probe("models", probeEntry);
    return ok("local-models", `llama.cpp loads: ${backend}.`);
  } catch (error) {
    return note(
      "local-models",
      `llama.cpp does not load (${reasonOf(error)}).`,
      "GGUF files cannot be run here; everything else works.",
    );
  }
}

export interface KeyringCheck {
  readonly launcher: ChildProcessLauncher;
  readonly workerEntry: string;
  readonly environment: Environment;
}

export async function checkKeyring(options: KeyringCheck): Promise<Finding> {
  const keyring = createSystemKeyring({
    ...options,
    timeoutMs: keyringLimitMs,
  });
  try {
    await keyring.read("doctor");
    return ok("keyring", "The system's keyring answers.");
  } catch (error) {
    return note(
      "keyring",
      AppError.from(error).message,
      "New data gets a key file instead; set MODELDOCKER_PASSPHRASE to protect it with a passphrase.",
    );
  }
}

/** The first line that says something, out of what may be a whole stack. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error ? String(error.stderr) : "";
  const lines = said.split("\n").filter((line) => /error/i.test(line));
  const signal =
    "signal" in error && typeof error.signal === "string" ? error.signal : "";
  return (lines[0] ?? (signal || error.message.split("\n", 1)[0] || "")).trim();
}
