import { existsSync } from "node:fs";
import { AppError } from "#shared/errors/app-error.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Keyring } from "#main/ports/keyring.ts";
import {
  keyringAnswerSchema,
  type KeyringAnswer,
  type KeyringQuestion,
} from "./keyring-protocol.ts";

export interface SystemKeyringOptions {
  readonly launcher: ChildProcessLauncher;
  /** Absolute path of the built `keyring-worker`. */
  readonly workerEntry: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds per question. A person may have to unlock the keyring first. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 20_000;

/**
 * The keyring of macOS, Windows or a Linux desktop, asked in a process of its own: the library
 * blocks its thread for as long as the system keeps silent, and that must not be ours.
 */
export function createSystemKeyring(options: SystemKeyringOptions): Keyring {
  const ask = (question: KeyringQuestion) => askWorker(question, options);
  return {
    read: async (account) => (await ask({ type: "read", account })).secret,
    write: async (account, secret) =>
      void (await ask({ type: "write", account, secret })),
    remove: async (account) => void (await ask({ type: "remove", account })),
  };
}

async function askWorker(
  question: KeyringQuestion,
  options: SystemKeyringOptions,
): Promise<Extract<KeyringAnswer, { type: "done" }>> {
  if (!mayAnswer(options.environment)) throw unreachable("no session bus");
  const { launcher, workerEntry, timeoutMs = defaultTimeoutMs } = options;
  const child = launcher.launch(workerEntry);
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<KeyringAnswer>((resolve, reject) => {
      child.onMessage((message) => resolve(keyringAnswerSchema.parse(message)));
      child.onExit(({ code }) => reject(unreachable(`exit ${code}`)));
      timer = setTimeout(() => reject(unreachable("no answer")), timeoutMs);
      child.post(question);
    });
    if (answer.type === "refused") throw unreachable(answer.reason);
    return answer;
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}

/** Spares a server without a desktop the process: its keyring would be asked over a bus that is not there. */
function mayAnswer(environment: SystemKeyringOptions["environment"]): boolean {
  if (process.platform !== "linux") return true;
  if (environment["DBUS_SESSION_BUS_ADDRESS"]) return true;
  const runtime =
    environment["XDG_RUNTIME_DIR"] ?? `/run/user/${process.getuid?.() ?? 0}`;
  return existsSync(`${runtime}/bus`);
}

function unreachable(reason: string): AppError {
  return new AppError("secret-store-unreachable", {
    message: `The system's keyring does not answer (${reason}).`,
    retryable: true,
    data: { reason },
  });
}
