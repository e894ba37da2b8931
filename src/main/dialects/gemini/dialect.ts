import type { Dialect } from "../dialect.ts";
import { createDecoder } from "./decode.ts";
import { encode } from "./encode.ts";
import { readError, serveError } from "./errors.ts";
import { parse } from "./parse.ts";
import type { GeminiQuirks } from "./quirks.ts";
import { createWriter, serveWhole } from "./serve.ts";

/** Google's generateContent. */
export const gemini: Dialect<GeminiQuirks> = {
  name: "gemini",
  framing: "sse",
  encode,
  createDecoder,
  readError,
  parse,
  createWriter,
  serveWhole,
  serveError,
};
