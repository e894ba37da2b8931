import type { Dialect } from "../dialect.ts";
import { createDecoder } from "./decode.ts";
import { encode } from "./encode.ts";
import { readError, serveError } from "../openai-errors.ts";
import { fieldNames } from "./field-names.ts";
import { ownCall } from "./own-call.ts";
import { parse } from "./parse.ts";
import type { OpenAiChatQuirks } from "./quirks.ts";
import { createWriter, serveWhole } from "./serve.ts";

/** OpenAI's chat completions, as OpenAI, OpenRouter and most local servers speak it. */
export const openAiChat: Dialect<OpenAiChatQuirks> = {
  name: "openai-chat",
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
