import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";

const reasons: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  EACCES: ["store-unwritable", "this user has no permission"],
  EPERM: ["store-unwritable", "the system does not permit it"],
  EROFS: ["store-unwritable", "the disk is read-only"],
  ENOTDIR: ["store-unwritable", "a file is in the place of a folder"],
  EEXIST: ["store-unwritable", "a file is in its place"],
  EISDIR: ["store-unwritable", "a folder is in its place"],
  ENOENT: ["store-unwritable", "its folder does not exist"],
  ELOOP: ["store-unwritable", "its links lead in a circle"],
  ENAMETOOLONG: ["store-unwritable", "its name is too long"],
  ENOSPC: ["store-full", "the disk is full"],
  EDQUOT: ["store-full", "the disk quota is used up"],
};

/** A failure of the file system about `path` as one sentence with a code. */
export function fileError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause;
  const code = fileErrorCode(cause) ?? "";
  const [appCode, reason] = reasons[code] ?? ["store-unwritable", code];
  return new AppError(appCode, {
    message: `${path} cannot be written: ${reason}.`,
    data: { path },
    cause,
  });
}

export function fileErrorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}
