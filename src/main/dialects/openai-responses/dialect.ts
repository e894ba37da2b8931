import type { Dialect } from "../dialect.ts";
import { readError, serveError } from "../openai-errors.ts";
import { createDecoder } from "./decode.ts";
import { encode } from "./encode.ts";
import { fieldNames } from "./field-names.ts";
import { ownCall } from "./own-call.ts";
import { parse } from "./parse.ts";
import { createWriter, serveWhole } from "./serve.ts";

/** OpenAI's Responses, without their server-side memory. */
export const openAiResponses: Dialect<object> = {
  name: "openai-responses",
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
