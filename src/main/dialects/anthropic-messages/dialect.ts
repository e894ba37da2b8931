import type { Dialect } from "../dialect.ts";
import { createDecoder } from "./decode.ts";
import { encode } from "./encode.ts";
import { readError, serveError } from "./errors.ts";
import { fieldNames } from "./field-names.ts";
import { ownCall } from "./own-call.ts";
import { parse } from "./parse.ts";
import type { AnthropicQuirks } from "./quirks.ts";
import { createWriter, serveWhole } from "./serve.ts";

/** Anthropic's messages, as Anthropic and a growing number of servers speak them. */
export const anthropicMessages: Dialect<AnthropicQuirks> = {
  name: "anthropic-messages",
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
