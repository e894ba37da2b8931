import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";

const codesByPrefix: readonly (readonly [string, ErrorCode])[] = [
  ["SQLITE_FULL", "store-full"],
  // A shared-memory file that cannot grow is how SQLite meets a full disk in WAL mode.
  ["SQLITE_IOERR_SHMSIZE", "store-full"],
  ["SQLITE_CORRUPT", "store-corrupt"],
  ["SQLITE_NOTADB", "store-corrupt"],
  ["SQLITE_READONLY", "store-unwritable"],
  ["SQLITE_CANTOPEN", "store-unwritable"],
  ["SQLITE_PERM", "store-unwritable"],
  ["SQLITE_AUTH", "store-unwritable"],
  ["SQLITE_IOERR", "store-unwritable"],
  ["SQLITE_BUSY", "store-unwritable"],
  ["SQLITE_LOCKED", "store-unwritable"],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "conflict"],
  ["SQLITE_CONSTRAINT_UNIQUE", "conflict"],
  ["SQLITE_CONSTRAINT_FOREIGNKEY", "not-found"],
  ["ENOSPC", "store-full"],
  ["EDQUOT", "store-full"],
  ["EIO", "store-unwritable"],
  ["EMFILE", "store-unwritable"],
  ["ENFILE", "store-unwritable"],
  ["EACCES", "store-unwritable"],
  ["EPERM", "store-unwritable"],
  ["EROFS", "store-unwritable"],
  ["ENOENT", "store-unwritable"],
  ["ENOTDIR", "store-unwritable"],
  ["EISDIR", "store-unwritable"],
];

const sentences: Partial<Record<ErrorCode, (path: string) => string>> = {
  "store-full": (path) =>
    `The disk that holds ${path} is full. Free some space and try again; what was stored before is intact.`,
  "store-corrupt": (path) =>
    `The store ${path} is damaged and was left as it is. \`modeldocker restore\` brings back a snapshot.`,
  "store-unwritable": (path) =>
    `The store ${path} cannot be written. Check that the folder exists and belongs to you.`,
  "store-locked": (path) =>
    `The store ${path} does not open with this key and was left as it is.`,
};

export function storeError(
  code: ErrorCode,
  path: string,
  cause?: unknown,
): AppError {
  const busy = sqliteCode(cause)?.startsWith("SQLITE_BUSY") ?? false;
  const message = busy
    ? `The store ${path} is in use by another process.`
    : sentences[code]?.(path);
  return new AppError(code, {
    ...(message === undefined ? {} : { message }),
    retryable: busy,
    data: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What SQLite or the file system threw, as an AppError with the store's `path` in its data. */
export function translateStoreError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause;
  const found = sqliteCode(cause);
  const code = codesByPrefix.find(([prefix]) => found?.startsWith(prefix))?.[1];
  return code === undefined
    ? AppError.from(cause)
    : storeError(code, path, cause);
}

/** The same object, whose methods throw AppErrors alone. `before` is called before each of them. */
export function translated<T extends object>(
  path: string,
  target: T,
  before?: () => void,
): T {
  const methods = Object.entries(target).map(([name, member]) => {
    if (typeof member !== "function") return [name, member];
    const method = (...values: readonly unknown[]): unknown => {
      try {
        before?.();
        return Reflect.apply(member, target, values);
      } catch (cause) {
        throw translateStoreError(cause, path);
      }
    };
    return [name, method];
  });
  return Object.fromEntries(methods) as T;
}

function sqliteCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}
