import { dialects } from "#main/dialects/table.ts";
import { invalidRequest } from "#main/dialects/check-wire.ts";
import type {
  DialectFrame,
  FrameWriter,
  ParsedCall,
  ServeOptions,
} from "#main/dialects/dialect.ts";
import {
  arrayOf,
  objectOf,
  parseJson,
  stringOf,
  type JsonObject,
} from "#main/dialects/json.ts";
import type { ServedDialect } from "./served-dialect.ts";

const chat = dialects["openai-chat"];
/** What each piece and each reply calls itself. */
const object = "text_completion";
/** What a chat cannot give, and the values that ask for none of it. */
const refusedFields: Readonly<Record<string, readonly unknown[]>> = {
  suffix: [""],
  echo: [false],
  logprobs: [false],
  best_of: [1],
  n: [1],
};

/** `POST /v1/completions` as a chat of one message. */
export const legacyCompletions: ServedDialect = {
  fieldNames: { messages: "prompt" },
  parse,
  createWriter,
  serveWhole: (reply, options) =>
    completion(chat.serveWhole(reply, options)) ?? {},
};

function parse(body: unknown): ParsedCall {
  const { prompt, ...fields } = objectOf(body) ?? {};
  for (const [field, neutral] of Object.entries(refusedFields)) {
    const value = fields[field] ?? neutral[0];
    if (!neutral.includes(value))
      throw invalidRequest(field, "is not available here");
    delete fields[field];
  }
  const text =
    Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
  if (typeof text !== "string")
    throw invalidRequest("prompt", "must be one text");
  const messages = [{ role: "user", content: text }];
  const places = [[{ at: "prompt", content: "prompt" }]];
  const parsed = chat.parse({ ...fields, messages });
  return { ...parsed, places: { messages: places, tools: [] } };
}

function createWriter(options: ServeOptions): FrameWriter {
  const writer = chat.createWriter(options);
  const converted = (frames: readonly DialectFrame[]) =>
    frames.flatMap((frame): readonly DialectFrame[] => {
      const json = objectOf(parseJson(frame.data));
      if (json === undefined) return [frame];
      const piece =
        json["error"] === undefined ? completion(json) : { ...json, object };
      return piece ? [{ data: JSON.stringify(piece) }] : [];
    });
  return {
    write: (event) => converted(writer.write(event)),
    end: () => converted(writer.end()),
  };
}

/** A chat's chunk or reply in the old form; nothing where it holds neither text nor end. */
function completion(json: JsonObject): JsonObject | undefined {
  const choices = arrayOf(json["choices"]).map((value, index) => {
    const choice = objectOf(value) ?? {};
    const said = objectOf(choice["delta"]) ?? objectOf(choice["message"]);
    return {
      text: stringOf(said?.["content"]) ?? "",
      index,
      logprobs: null,
      finish_reason: choice["finish_reason"] ?? null,
    };
  });
  const isEmpty = choices.every(
    ({ text, finish_reason: reason }) => text === "" && reason === null,
  );
  if (isEmpty && choices.length > 0) return undefined;
  return { ...json, object, choices };
}
