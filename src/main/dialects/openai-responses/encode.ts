import type { Parameters } from "#shared/chat/parameters.ts";
import type { Message } from "#shared/chat/message.ts";
import type { ChatRequest, Tool } from "#shared/chat/request.ts";
import { unsupported } from "../check-wire.ts";
import type { EncodedCall } from "../dialect.ts";
import { effortOf, nearestEffort } from "../effort.ts";
import { ExtraWriter } from "../foreign-extra.ts";
import { defined, isObject, objectOf, type JsonObject } from "../json.ts";
import { told } from "../told.ts";
import { encodeItems } from "./encode-items.ts";

/** What OpenAI's chat calls by the same names. */
const ofChat = [
  ...["metadata", "user", "service_tier", "verbosity"],
  ...["prompt_cache_key", "prompt_cache_retention", "safety_identifier"],
];

/** Words that OpenAI's models know. */
const efforts = [
  ...(["none", "minimal", "low"] as const),
  ...(["medium", "high", "xhigh"] as const),
];

/** A request as `POST /responses`, always streaming and never stored. */
export function encode(asked: ChatRequest): EncodedCall {
  const extras = new ExtraWriter(asked, "openai-responses");
  const { request, at } = told(asked, extras.isOwn);
  const fields = fieldsOf(request, extras);
  const { reasoning, text, tool_choice, $wire, ...others } = fields;
  if (others["background"] === true)
    throw unsupported("background", "a reply is told while it is made");
  const { parameters, toolChoice } = request;
  const thinking = {
    ...encodeReasoning(parameters, extras),
    ...objectOf(reasoning),
  };
  const output = {
    ...encodeFormat(request),
    ...objectOf(text),
  };
  const { instructions, input } = encodeInput(request, extras, at);
  const body: JsonObject = {
    model: request.model,
    ...defined({ instructions }),
    // A prompt of the account's own may be all that is asked.
    ...(input.length > 0 || others["prompt"] === undefined ? { input } : {}),
    ...encodeSampling(parameters),
    ...(Object.keys(thinking).length > 0 ? { reasoning: thinking } : {}),
    ...(Object.keys(output).length > 0 ? { text: output } : {}),
    ...encodeTools(request.tools, extras),
    ...defined({
      tool_choice:
        objectOf($wire)?.tool_choice ??
        (typeof toolChoice === "object"
          ? { type: "function", name: toolChoice.tool }
          : (toolChoice ?? tool_choice)),
      parallel_tool_calls: request.parallelToolCalls,
    }),
    ...(extras.isOwn && request.dialect
      ? {}
      : { store: false, include: ["reasoning.encrypted_content"] }),
    ...others,
    stream: true,
  };
  return { path: "/responses", body };
}

/** A caller's further fields; those of OpenAI's chat by the names that they have here. */
function fieldsOf({ extra, dialect }: ChatRequest, extras: ExtraWriter) {
  if (dialect !== "openai-chat") return extras.fields(extra, "");
  const { verbosity, ...rest } = extras.fields(extra, "", ofChat);
  return verbosity === undefined ? rest : { ...rest, text: { verbosity } };
}

function encodeInput(
  request: ChatRequest,
  extras: ExtraWriter,
  at: readonly string[],
): { instructions: string | undefined; input: readonly JsonObject[] } {
  const [first, ...rest] = request.messages;
  const instructions = first && instructionsOf(first);
  const messages = instructions === undefined ? request.messages : rest;
  const offset = request.messages.length - messages.length;
  const input = messages.flatMap((message, i) =>
    encodeItems(message, extras, at[i + offset] ?? ""),
  );
  return { instructions, input };
}

/** The system message that came as `instructions`. */
function instructionsOf(message: Message): string | undefined {
  const [only, ...others] = message.parts;
  const isMarked = message.extra?.instructions === true;
  return isMarked && only?.type === "text" && others.length === 0
    ? only.text
    : undefined;
}

function encodeSampling(parameters: Parameters): JsonObject {
  refuse("top_k", parameters.topK, undefined);
  refuse("min_p", parameters.minP, 0);
  refuse("frequency_penalty", parameters.frequencyPenalty, 0);
  refuse("presence_penalty", parameters.presencePenalty, 0);
  refuse("repetition_penalty", parameters.repetitionPenalty, 1);
  refuse("seed", parameters.seed, undefined);
  if (parameters.stop?.length)
    throw unsupported("stop", "this upstream has no stop texts");
  return defined({
    temperature: parameters.temperature,
    top_p: parameters.topP,
    max_output_tokens: parameters.maxTokens,
  });
}

function refuse(
  name: string,
  value: number | undefined,
  neutral: number | undefined,
): void {
  if (value !== undefined && value !== neutral)
    throw unsupported(name, "this upstream has no such parameter");
}

function encodeReasoning(
  { reasoning, maxTokens }: Parameters,
  { isOwn }: ExtraWriter,
): JsonObject {
  if (!reasoning) return {};
  const { enabled } = reasoning;
  const word = enabled === false ? "none" : effortOf(reasoning, maxTokens);
  if (word === undefined) return {};
  return { effort: isOwn ? word : nearestEffort(word, efforts) };
}

function encodeFormat({ responseFormat }: ChatRequest): JsonObject {
  if (!responseFormat) return {};
  if (responseFormat.type === "text") return { format: { type: "text" } };
  if (responseFormat.type === "json")
    return { format: { type: "json_object" } };
  const { name, schema, description, strict } = responseFormat;
  const described = defined({ description, strict });
  return { format: { type: "json_schema", name, schema, ...described } };
}

/** Tools of this dialect's own callers as they declared them, those of a group within it. */
function encodeTools(
  tools: readonly Tool[] | undefined,
  extras: ExtraWriter,
): { readonly tools?: readonly JsonObject[] } {
  if (!tools) return {};
  const written: JsonObject[] = [];
  let members: JsonObject[] = [];
  tools.forEach((tool, i) => {
    const { $wire } = extras.isOwn ? (tool.extra ?? {}) : {};
    const { tool: whole, namespace, group, isFound } = objectOf($wire) ?? {};
    if (isFound === true) return;
    const own = objectOf(whole) ?? encodeTool(tool, extras, `tools[${i}]`);
    if (isObject(group)) {
      members = [];
      written.push({ type: "namespace", ...group, tools: members });
    }
    (namespace === undefined ? written : members).push(own);
  });
  const isNone = tools.length > 0 && written.length === 0;
  return isNone ? {} : { tools: written };
}

/** A tool whose `extra` names another type is a server's own; only its own dialect can ask for it. */
function encodeTool(tool: Tool, extras: ExtraWriter, at: string): JsonObject {
  const { type, ...extra } = extras.fields(tool.extra, at);
  if (type !== undefined && type !== "function") return { type, ...extra };
  const hasSchema = Object.keys(tool.inputSchema).length > 0;
  return {
    type: "function",
    name: tool.name,
    ...defined({ description: tool.description, strict: tool.strict }),
    ...(hasSchema ? { parameters: tool.inputSchema } : {}),
    ...extra,
  };
}
