/**
 * The operating system's store of secrets. Every call rejects with AppError
 * `secret-store-unreachable` when it does not answer in time or refuses.
 */
export interface Keyring {
  /** Undefined: it answers, and holds nothing under this account. */
  read(account: string): Promise<string | undefined>;
  write(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
}
