import { constants, type Stats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { basename, isAbsolute } from "node:path";
import type { GgufReader } from "#main/ports/local-runtime.ts";
import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";
import { GgufCursor, GgufFormatError, type ReadAt } from "./gguf-cursor.ts";
import { readGgufHeader, type GgufHeader } from "./gguf-metadata.ts";
import { canThink } from "./thoughts.ts";
import { fileTypeName, tensorTypeName } from "./gguf-types.ts";

type HeaderFacts = Awaited<ReturnType<GgufReader["read"]>>;

/** Reads headers in small pieces, so a hostile or huge file costs neither memory nor the event loop. */
export function createGgufReader(): GgufReader {
  return {
    async read(path) {
      let file: FileHandle | undefined;
      try {
        file = await openRegularFile(path);
        const { size } = await file.stat();
        const header = await readGgufHeader(new GgufCursor(readAt(file), size));
        return facts(header, path, size);
      } catch (error) {
        throw translate(error, path);
      } finally {
        await file?.close();
      }
    },
  };
}

function readAt(file: FileHandle): ReadAt {
  return async (buffer, position) => {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    return bytesRead;
  };
}

/** Links are followed, then what they lead to is checked: before opening, and what was opened again. */
async function openRegularFile(path: string): Promise<FileHandle> {
  if (!isAbsolute(path) || path.includes("\0"))
    throw failure(path, {
      code: "file-not-found",
      reason: "it is not an absolute path",
    });
  // A Windows share or device name would make the system contact another machine.
  if (process.platform === "win32" && /^[\\/]{2}/.test(path))
    throw failure(path, {
      code: "file-unreadable",
      reason: "it is not on a local drive",
    });
  requireRegular(await stat(path), path);
  // Without O_NONBLOCK, a named pipe that took the file's place would wait for a writer.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags);
  try {
    requireRegular(await file.stat(), path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function requireRegular(stats: Stats, path: string): void {
  if (stats.isDirectory())
    throw failure(path, {
      code: "file-unreadable",
      reason: "it is a folder, not a file",
    });
  if (!stats.isFile())
    throw failure(path, {
      code: "file-unreadable",
      reason: "it is not a regular file",
    });
}

function facts(
  { values, weights, weightsByType }: GgufHeader,
  path: string,
  sizeBytes: number,
): HeaderFacts {
  const architecture = readableText(values.get("general.architecture"));
  if (architecture === undefined)
    throw new GgufFormatError("its header names no architecture");
  const kind = values.get("general.type") ?? "model";
  if (kind !== "model" || architecture === "clip")
    throw new GgufFormatError("it is a part for another model, not a model");
  if (weights === 0) throw new GgufFormatError("it holds no weights");
  const contextLength = values.get(`${architecture}.context_length`);
  const name = readableText(values.get("general.name"));
  const isSplit = Number(values.get("split.count") ?? 1) > 1;
  const template = values.get("tokenizer.chat_template");
  return {
    path,
    sizeBytes,
    architecture,
    quantization: quantization(values.get("general.file_type"), weightsByType),
    // One part of a split model tells nothing of the whole.
    ...(isSplit ? {} : { parameterCount: weights }),
    hasChatTemplate: typeof template === "string" && template.trim() !== "",
    thinks: typeof template === "string" && canThink(template),
    ...(typeof contextLength === "number" && contextLength > 0
      ? { contextLength }
      : {}),
    ...(name === undefined ? {} : { name }),
  };
}

/** The header's own word, else the type that most weights are stored in. */
function quantization(
  fileType: string | number | undefined,
  weightsByType: ReadonlyMap<number, number>,
): string {
  const named =
    typeof fileType === "number" ? fileTypeName(fileType) : undefined;
  if (named !== undefined) return named;
  const [most] = [...weightsByType].toSorted(([, a], [, b]) => b - a);
  return (most && tensorTypeName(most[0])) ?? "unknown";
}

/** One line of at most 200 characters, or nothing. */
function readableText(value: string | number | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  const line = value.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, " ").trim();
  return line === "" ? undefined : line.slice(0, 200);
}

interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

const missing = { code: "file-not-found", reason: "it is not there" } as const;
const forbidden = {
  code: "file-unreadable",
  reason: "reading it is not permitted",
} as const;

const refusalByErrno: Readonly<Record<string, Refusal>> = {
  ENOENT: missing,
  ENOTDIR: missing,
  ENAMETOOLONG: missing,
  EACCES: forbidden,
  EPERM: forbidden,
  ELOOP: {
    code: "file-unreadable",
    reason: "its links go round in a circle",
  },
};

function translate(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof GgufFormatError)
    return failure(path, { code: "file-invalid", reason: error.message });
  const errno =
    error instanceof Error && "code" in error ? String(error.code) : "";
  const refusal = refusalByErrno[errno] ?? {
    code: "file-unreadable",
    reason: `reading it failed (${errno || "unknown error"})`,
  };
  return failure(path, refusal, error);
}

function failure(path: string, refusal: Refusal, cause?: unknown): AppError {
  const { code, reason } = refusal;
  return new AppError(code, {
    message: `The model file ${basename(path)} cannot be used: ${reason}.`,
    data: { path, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}
