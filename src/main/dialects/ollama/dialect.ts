import type { Dialect } from "../dialect.ts";
import { createDecoder } from "./decode.ts";
import { encode } from "./encode.ts";
import { readError, serveError } from "./errors.ts";
import { fieldNames } from "./field-names.ts";
import { parse } from "./parse.ts";
import type { OllamaQuirks } from "./quirks.ts";
import { createWriter, serveWhole } from "./serve.ts";

/** Ollama's own chat: lines of JSON. */
export const ollama: Dialect<OllamaQuirks> = {
  name: "ollama",
  fieldNames,
  framing: "ndjson",
  encode,
  createDecoder,
  readError,
  parse,
  createWriter,
  serveWhole,
  serveError,
};
