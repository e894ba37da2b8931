import { readFile } from "node:fs/promises";
import { AppError } from "#shared/errors/app-error.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";

/** Reads and checks a config file. Throws `config-invalid` with one sentence that names file or field. */
export async function readConfigFile(path: string): Promise<AppConfig> {
  const text = await read(path);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const detail = cause instanceof Error ? ` (${cause.message})` : "";
    throw new AppError("config-invalid", {
      message: `The config file ${path} is not valid JSON${detail}.`,
      data: { path },
      cause,
    });
  }
  return parseConfig(value);
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    const why =
      code === "ENOENT"
        ? "does not exist"
        : code === "EISDIR"
          ? "is a directory"
          : "cannot be read";
    throw new AppError("config-invalid", {
      message: `The config file ${path} ${why}.`,
      data: { path },
      cause,
    });
  }
}
