import { append } from "#shared/collections/append.ts";
import type { Message } from "#shared/chat/message.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { unsupported } from "../check-wire.ts";
import type { EncodedCall } from "../dialect.ts";
import { ExtraWriter } from "../foreign-extra.ts";
import { addFields, defined, objectOf, type JsonObject } from "../json.ts";
import { encodePart } from "./encode-content.ts";
import { encodeThinking } from "./encode-thinking.ts";
import { encodeTools } from "./encode-tools.ts";
import { told } from "../told.ts";
import { outputSchema } from "./output-schema.ts";
import type { AnthropicQuirks } from "./quirks.ts";

const usualMaxTokens = 8192;

/** A request as `POST /v1/messages`, always streaming. */
export function encode(
  asked: ChatRequest,
  quirks: AnthropicQuirks,
): EncodedCall {
  const extras = new ExtraWriter(asked, "anthropic-messages");
  const { request, at } = told(asked, extras.isOwn);
  const { thinking, output_config, tool_choice, ...others } = extras.fields(
    request.extra,
    "",
  );
  const { parameters } = request;
  const maxTokens =
    parameters.maxTokens ?? quirks.defaultMaxTokens ?? usualMaxTokens;
  const reasoning = encodeThinking(request, quirks, maxTokens);
  const outputConfig = {
    ...reasoning.output_config,
    ...(request.dialect === "anthropic-messages" ? {} : encodeFormat(request)),
    ...objectOf(output_config),
  };
  const body: JsonObject = {
    model: request.model,
    max_tokens: maxTokens,
    ...encodeSystem(request, extras, at),
    messages: encodeMessages(request, extras, at),
    ...encodeSampling(parameters),
    ...encodeTools(request, extras, objectOf(tool_choice)),
    ...(reasoning.thinking || thinking
      ? { thinking: { ...reasoning.thinking, ...objectOf(thinking) } }
      : {}),
    ...(Object.keys(outputConfig).length > 0
      ? { output_config: outputConfig }
      : {}),
    ...others,
    stream: true,
  };
  return { path: "/v1/messages", body, ...encodeBetas(asked) };
}

/** Fields of features that no header names are refused. */
export function encodeBetas({
  dialect,
  betas = [],
}: ChatRequest): Pick<EncodedCall, "headers"> {
  return dialect === "anthropic-messages" && betas.length > 0
    ? { headers: { "anthropic-beta": betas.join() } }
    : {};
}

/** A system message among the turns, as this dialect's own callers write it. */
function isInPlace({ role, extra }: Message, extras: ExtraWriter): boolean {
  return role === "system" && extras.isOwn && extra?.role === "system";
}

/** System messages, wherever they stand, in their order. */
function encodeSystem(
  request: ChatRequest,
  extras: ExtraWriter,
  at: readonly string[],
): JsonObject {
  const blocks = request.messages.flatMap((message, i) =>
    message.role === "system" && !isInPlace(message, extras)
      ? message.parts.flatMap((part, j) =>
          encodePart(part, extras, `${at[i] ?? ""}.parts[${j}]`),
        )
      : [],
  );
  if (blocks.length === 0) return {};
  const [first] = blocks;
  const { type: _, text, ...more } = first ?? {};
  const isPlain = blocks.length === 1 && Object.keys(more).length === 0;
  return { system: isPlain ? text : blocks };
}

interface Turn {
  role: "user" | "assistant" | "system";
  content: JsonObject[];
  /** What this dialect's own callers say beside the two. */
  extra: JsonObject;
}

/** Neighbours of one role are one turn; results of tools stand before what the user says. */
function encodeMessages(
  request: ChatRequest,
  extras: ExtraWriter,
  places: readonly string[],
): readonly JsonObject[] {
  const turns: Turn[] = [];
  request.messages.forEach((message, i) => {
    const { role: spoken } = message;
    if (spoken === "system" && !isInPlace(message, extras)) return;
    const role = spoken === "tool" ? "user" : spoken;
    const at = places[i] ?? "";
    const blocks = message.parts.flatMap((part, j) =>
      encodePart(part, extras, `${at}.parts[${j}]`),
    );
    // OpenAI's own name of a system message is `developer`, and Anthropic's says that it is in place.
    const { role: _, ...more } = message.extra ?? {};
    const extra = extras.fields(more, at);
    if (blocks.length === 0 && Object.keys(extra).length === 0) return;
    const last = turns.at(-1);
    if (last?.role === role && role !== "system" && !clash(last.extra, extra)) {
      append(last.content, blocks);
      addFields(last.extra, extra);
    } else turns.push({ role, content: blocks, extra: { ...extra } });
  });
  return turns.map(({ role, content, extra }) => ({
    role,
    content: plainOr(role === "user" ? resultsFirst(content) : content),
    ...extra,
  }));
}

/** Whether two messages say different things under one name: neither may be lost. */
function clash(one: JsonObject, other: JsonObject): boolean {
  return Object.keys(other).some((name) => Object.hasOwn(one, name));
}

function resultsFirst(blocks: readonly JsonObject[]): readonly JsonObject[] {
  const isResult = (block: JsonObject) => block.type === "tool_result";
  return [
    ...blocks.filter(isResult),
    ...blocks.filter((block) => !isResult(block)),
  ];
}

function plainOr(blocks: readonly JsonObject[]): unknown {
  const [first] = blocks;
  const { type, text, ...more } = first ?? {};
  const isPlain =
    blocks.length === 1 && type === "text" && Object.keys(more).length === 0;
  return isPlain ? text : blocks;
}

/** Parameters that this dialect lacks are refused, unless they have the value that changes nothing. */
function encodeSampling(parameters: Parameters): JsonObject {
  const { temperature, topP, topK, stop } = parameters;
  refuse("min_p", parameters.minP, 0);
  refuse("frequency_penalty", parameters.frequencyPenalty, 0);
  refuse("presence_penalty", parameters.presencePenalty, 0);
  refuse("repetition_penalty", parameters.repetitionPenalty, 1);
  refuse("seed", parameters.seed, undefined);
  if (temperature !== undefined && temperature > 1)
    throw unsupported("temperature", "may be at most 1 for this upstream");
  return defined({
    temperature,
    top_p: topP,
    top_k: topK,
    stop_sequences: stop,
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

function encodeFormat({ responseFormat }: ChatRequest): JsonObject {
  if (!responseFormat || responseFormat.type === "text") return {};
  if (responseFormat.type === "json")
    throw unsupported(
      "response_format",
      "this upstream needs a JSON Schema for JSON output",
    );
  const { description, schema } = responseFormat;
  const whole = { ...defined({ description }), ...schema };
  return {
    format: {
      type: "json_schema",
      schema: outputSchema(whole, "response_format.schema"),
    },
  };
}
