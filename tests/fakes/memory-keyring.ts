import { AppError } from "#shared/errors/app-error.ts";
import type { Keyring } from "#main/ports/keyring.ts";

export interface MemoryKeyring extends Keyring {
  readonly secrets: Map<string, string>;
  /** `forgetful` takes a secret and keeps nothing, as some broken services do. */
  mood: "answers" | "unreachable" | "forgetful";
}

export function createMemoryKeyring(
  mood: MemoryKeyring["mood"] = "answers",
): MemoryKeyring {
  const secrets = new Map<string, string>();
  const answered = async <T>(work: () => T): Promise<T> => {
    if (keyring.mood === "unreachable")
      throw new AppError("secret-store-unreachable", { retryable: true });
    return work();
  };
  const keyring: MemoryKeyring = {
    secrets,
    mood,
    read: (account) => answered(() => secrets.get(account)),
    write: (account, secret) =>
      answered(() => {
        if (keyring.mood === "answers") secrets.set(account, secret);
      }),
    remove: (account) => answered(() => void secrets.delete(account)),
  };
  return keyring;
}
