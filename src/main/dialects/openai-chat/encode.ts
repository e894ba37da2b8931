import type { Parameters } from "#shared/chat/parameters.ts";
import type {
  ChatRequest,
  ResponseFormat,
  Tool,
  ToolChoice,
} from "#shared/chat/request.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import type { EncodedCall } from "../dialect.ts";
import { ExtraWriter } from "../foreign-extra.ts";
import { effortOf, nearestEffort, type Reasoning } from "../effort.ts";
import {
  addFields,
  defined,
  objectOf,
  stringOf,
  type JsonObject,
} from "../json.ts";
import { told } from "../told.ts";
import { encodeMessage } from "./encode-message.ts";
import {
  carriedFields,
  type EncodeContext,
  type OpenAiChatQuirks,
} from "./quirks.ts";
import { imagesFromUser } from "./result-images.ts";

/** A request as `POST /chat/completions`, always streaming. */
export function encode(
  asked: ChatRequest,
  quirks: OpenAiChatQuirks,
): EncodedCall {
  const extras = new ExtraWriter(asked, "openai-chat");
  const { request, at } = told(asked, extras.isOwn);
  const { tools, responseFormat, toolChoice, parallelToolCalls } = request;
  const context: EncodeContext = { quirks, extras };
  const extra = extras.fields(request.extra, "");
  const { reasoning, stream_options, tool_choice, ...others } = extra;
  const messages = request.messages.flatMap((message, i) =>
    encodeMessage(message, context, at[i] ?? ""),
  );
  const body: JsonObject = {
    model: request.model,
    messages:
      quirks.noResultImages && asked.dialect !== "openai-chat"
        ? imagesFromUser(messages)
        : messages,
  };
  Object.assign(
    body,
    encodeSampling(request.parameters, quirks),
    encodeReasoning(request.parameters, context),
    encodeVerbosity(request, context),
  );
  if (reasoning !== undefined)
    body.reasoning = {
      ...objectOf(body.reasoning),
      ...objectOf(reasoning),
    };
  if (tools)
    body.tools = tools.map((tool, i) =>
      encodeTool(tool, context, `tools[${i}]`),
    );
  if (toolChoice !== undefined)
    body.tool_choice = encodeToolChoice(toolChoice, objectOf(tool_choice));
  else if (tool_choice !== undefined) body.tool_choice = tool_choice;
  if (parallelToolCalls !== undefined)
    body.parallel_tool_calls = parallelToolCalls;
  if (responseFormat)
    body.response_format = encodeResponseFormat(responseFormat);
  addFields(body, others);
  body.stream = true;
  if (!quirks.noStreamOptions)
    body.stream_options = {
      ...objectOf(stream_options),
      include_usage: true,
    };
  return { path: "/chat/completions", body };
}

function encodeSampling(
  parameters: Parameters,
  quirks: OpenAiChatQuirks,
): JsonObject {
  return defined({
    temperature: parameters.temperature,
    top_p: parameters.topP,
    top_k: parameters.topK,
    min_p: parameters.minP,
    frequency_penalty: parameters.frequencyPenalty,
    presence_penalty: parameters.presencePenalty,
    repetition_penalty: parameters.repetitionPenalty,
    [quirks.maxTokensField ?? "max_tokens"]: parameters.maxTokens,
    seed: parameters.seed,
    stop: parameters.stop,
  });
}

function encodeReasoning(
  { reasoning, maxTokens: bound }: Parameters,
  { quirks, extras }: EncodeContext,
): JsonObject {
  if (!reasoning || Object.keys(reasoning).length === 0) return {};
  if (quirks.reasoningStyle === "effort")
    return encodeEffort(reasoning, bound, { quirks, extras });
  const { effort, maxTokens, enabled, exclude } = reasoning;
  // It takes one of the two, of which the number says more.
  const isWord = extras.isOwn || maxTokens === undefined;
  return {
    reasoning: defined({
      effort: isWord ? effort : undefined,
      max_tokens: maxTokens,
      enabled,
      exclude,
    }),
  };
}

function encodeEffort(
  reasoning: Reasoning,
  bound: number | undefined,
  { quirks, extras }: EncodeContext,
): JsonObject {
  // Who speaks another dialect names an effort to whatever model it is given.
  if (quirks.neverReasons && !extras.isOwn) return {};
  const word =
    reasoning.enabled === false ? "none" : effortOf(reasoning, bound);
  if (word === undefined) return {};
  const { efforts } = quirks;
  return {
    reasoning_effort:
      extras.isOwn || !efforts ? word : nearestEffort(word, efforts),
  };
}

/** How much the model shall say, where that is a word of its own here. */
function encodeVerbosity(
  { extra }: ChatRequest,
  { quirks, extras }: EncodeContext,
): JsonObject {
  if (extras.isOwn || !quirks.takesVerbosity) return {};
  return defined({ verbosity: stringOf(objectOf(extra?.text)?.verbosity) });
}

/** A tool whose `extra` names another type is a server's own and goes back as it came. */
function encodeTool(
  tool: Tool,
  { extras, quirks }: EncodeContext,
  at: string,
): JsonObject {
  const extra = extras.fields(tool.extra, at, carriedFields(quirks));
  if (extra.type !== undefined && extra.type !== "function")
    return { ...extra };
  const hasSchema = Object.keys(tool.inputSchema).length > 0;
  return {
    type: "function",
    ...extra,
    function: {
      name: tool.name,
      ...defined({ description: tool.description, strict: tool.strict }),
      ...(hasSchema ? { parameters: tool.inputSchema } : {}),
      ...objectOf(extra.function),
    },
  };
}

/** `more` is what this dialect's own callers say of it beside the name. */
function encodeToolChoice(choice: ToolChoice, more?: JsonObject): unknown {
  if (typeof choice === "string") return choice;
  const called = { name: choice.tool, ...objectOf(more?.function) };
  return { type: "function", ...more, function: called };
}

function encodeResponseFormat(format: ResponseFormat): JsonObject {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json-schema": {
      const { name, schema, description, strict } = format;
      return {
        type: "json_schema",
        json_schema: { name, schema, ...defined({ description, strict }) },
      };
    }
    default:
      return assertNever(format);
  }
}
