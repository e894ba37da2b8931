import type { Dialect } from "../dialect.ts";
import { createDecoder } from "./decode.ts";
import { encode } from "./encode.ts";
import { readError, serveError } from "./errors.ts";
import { fieldNames } from "./field-names.ts";
import { ownCall } from "./own-call.ts";
import { parse } from "./parse.ts";
import type { GeminiQuirks } from "./quirks.ts";
import { createWriter, serveWhole } from "./serve.ts";

/** Google's generateContent. */
export const gemini: Dialect<GeminiQuirks> = {
  name: "gemini",
  fieldNames,
  framing: "sse",
  encode,
  ownCall,
  createDecoder,
  readError,
  parse,
  createWriter,
  serveWhole,
  serveError,
};
