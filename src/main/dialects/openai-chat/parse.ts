import type { Parameters } from "#shared/chat/parameters.ts";
import {
  responseFormatSchema,
  type ChatRequest,
  type ResponseFormat,
  type Tool,
  type ToolChoice,
} from "#shared/chat/request.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import type { ParsedCall } from "../dialect.ts";
import { knownEffort } from "../effort.ts";
import {
  defined,
  extraOf,
  isObject,
  objectOf,
  present,
  unknownFields,
  type JsonObject,
} from "../json.ts";
import { parseMessage } from "./parse-message.ts";
import {
  wireRequestSchema,
  type WireRequest,
  type WireTool,
} from "./wire-schema.ts";

const knownFields: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape),
);

/** A body of `POST /chat/completions`. Throws AppError `invalid-request` that names the parameter. */
export function parse(body: unknown): ParsedCall {
  const wire = checkWire(wireRequestSchema, body);
  const { tools } = wire;
  const toolChoice = parseToolChoice(wire.tool_choice);
  const responseFormat = parseResponseFormat(wire.response_format);
  const extra = parseExtra(wire, { toolChoice, responseFormat });
  const request: ChatRequest = {
    model: wire.model,
    messages: wire.messages.map((message, i) =>
      parseMessage(message, `messages[${i}]`),
    ),
    parameters: parseParameters(wire),
    dialect: "openai-chat",
  };
  if (tools) request.tools = tools.map((tool, i) => parseTool(tool, i));
  if (toolChoice !== undefined) request.toolChoice = toolChoice;
  if (typeof wire.parallel_tool_calls === "boolean")
    request.parallelToolCalls = wire.parallel_tool_calls;
  if (responseFormat !== undefined) request.responseFormat = responseFormat;
  if (Object.keys(extra).length > 0) request.extra = extra;
  return {
    request,
    stream: wire.stream ?? false,
    includeUsage: wire.stream_options?.include_usage ?? false,
  };
}

function parseParameters(wire: WireRequest): Parameters {
  const { stop } = wire;
  return defined({
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    topK: wire.top_k ?? undefined,
    minP: wire.min_p ?? undefined,
    frequencyPenalty: wire.frequency_penalty ?? undefined,
    presencePenalty: wire.presence_penalty ?? undefined,
    repetitionPenalty: wire.repetition_penalty ?? undefined,
    maxTokens: wire.max_completion_tokens ?? wire.max_tokens ?? undefined,
    seed: wire.seed ?? undefined,
    stop: typeof stop === "string" ? [stop] : (stop ?? undefined),
    reasoning: parseReasoning(wire),
  });
}

function parseReasoning(wire: WireRequest): Parameters["reasoning"] {
  const { reasoning, reasoning_effort } = wire;
  if (!reasoning && !reasoning_effort) return undefined;
  const effort = reasoning?.effort ?? reasoning_effort ?? undefined;
  if (reasoning_effort && effort !== reasoning_effort)
    throw invalidRequest("reasoning_effort", "contradicts `reasoning.effort`");
  const options = defined({
    effort: knownEffort(effort),
    maxTokens: reasoning?.max_tokens ?? undefined,
    enabled: reasoning?.enabled ?? undefined,
    exclude: reasoning?.exclude ?? undefined,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}

/** Unknown fields, and forms of known ones that no neutral field holds, under their wire names. */
function parseExtra(
  wire: WireRequest,
  neutral: Pick<ChatRequest, "toolChoice" | "responseFormat">,
): JsonObject {
  const extra = unknownFields(wire, knownFields);
  const { reasoning, stream_options, tool_choice, response_format } = wire;
  const { reasoning_effort: effort } = wire;
  if (effort && !knownEffort(effort)) extra.reasoning_effort = effort;
  if (reasoning) addFilled(extra, "reasoning", moreOf(reasoning));
  if (stream_options) {
    const { include_usage: _usage, ...more } = stream_options;
    addFilled(extra, "stream_options", more);
  }
  if (tool_choice && !neutral.toolChoice) extra.tool_choice = tool_choice;
  else if (isObject(tool_choice))
    addFilled(extra, "tool_choice", besideName(tool_choice));
  if (response_format && !neutral.responseFormat)
    extra.response_format = response_format;
  return extra;
}

function moreOf(reasoning: NonNullable<WireRequest["reasoning"]>): JsonObject {
  const {
    effort,
    max_tokens: _maxTokens,
    enabled: _enabled,
    exclude: _exclude,
    ...more
  } = reasoning;
  return !effort || knownEffort(effort) ? more : { effort, ...more };
}

function addFilled(to: JsonObject, name: string, fields: JsonObject): void {
  if (Object.keys(fields).length > 0) to[name] = fields;
}

/** What a choice of one function says beside its name. */
function besideName(choice: JsonObject): JsonObject {
  const { type: _, function: called, ...more } = choice;
  const { name: _name, ...inner } = objectOf(called) ?? {};
  addFilled(more, "function", inner);
  return more;
}

function parseToolChoice(value: unknown): ToolChoice | undefined {
  if (value === "auto" || value === "none" || value === "required")
    return value;
  if (typeof value === "string")
    throw invalidRequest("tool_choice", "must be auto, none or required");
  const choice = objectOf(value);
  const name = objectOf(choice?.function)?.name;
  if (choice?.type !== "function") return undefined;
  if (typeof name === "string") return { tool: name };
  throw invalidRequest("tool_choice.function.name", "is missing");
}

function parseResponseFormat(value: unknown): ResponseFormat | undefined {
  const wire = objectOf(value);
  if (!wire) return undefined;
  const { type, json_schema, ...rest } = wire;
  if (Object.keys(rest).length > 0) return undefined;
  if (type === "text") return { type: "text" };
  if (type === "json_object") return { type: "json" };
  if (type !== "json_schema") return undefined;
  const inner = objectOf(json_schema) ?? {};
  const told = present(inner);
  if (typeof inner.name !== "string")
    throw invalidRequest("response_format.json_schema.name", "is missing");
  const parsed = responseFormatSchema.safeParse({
    type: "json-schema",
    ...told,
  });
  const known = new Set(["name", "schema", "description", "strict"]);
  const isKnown = Object.keys(told).every((key) => known.has(key));
  return parsed.success && isKnown ? parsed.data : undefined;
}

function parseTool(wire: WireTool, index: number): Tool {
  const { type, function: described, ...outer } = wire;
  if (type !== "function")
    return { name: type, inputSchema: {}, extra: { ...wire } };
  if (!described)
    throw invalidRequest(`tools[${index}].function`, "is missing");
  const { name, description, parameters, strict, ...inner } = described;
  return {
    name,
    inputSchema: parameters ?? {},
    ...defined({
      description: description ?? undefined,
      strict: strict ?? undefined,
    }),
    ...extraOf({
      ...outer,
      ...(Object.keys(inner).length > 0 ? { function: inner } : {}),
    }),
  };
}
