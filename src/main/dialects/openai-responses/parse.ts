import type { Message } from "#shared/chat/message.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import {
  responseFormatSchema,
  type ChatRequest,
  type ResponseFormat,
  type ToolChoice,
} from "#shared/chat/request.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import type { ParsedCall } from "../dialect.ts";
import { knownEffort } from "../effort.ts";
import {
  defined,
  extraOf,
  objectOf,
  stringOf,
  present,
  unknownFields,
  type JsonObject,
} from "../json.ts";
import { parseItems, type ParsedItems } from "./parse-items.ts";
import { parseTools } from "./parse-tools.ts";
import type { ToolNames } from "./tool-names.ts";
import { wireRequestSchema, type WireRequest } from "./wire-schema.ts";

const knownFields: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape),
);

/** A body of `POST /responses`. Throws AppError `invalid-request` that names the parameter. */
export function parse(body: unknown): ParsedCall {
  return parseGoingOn(body, undefined);
}

/** The same of one that goes on from these items of input, whose tools are still there. */
export function parseGoingOn(
  body: unknown,
  earlier: readonly JsonObject[] | undefined,
): ParsedCall {
  const told = checkWire(wireRequestSchema, body);
  const isAsked = isPrompted(told) || earlier !== undefined;
  const input = told.input ?? (isAsked ? [] : undefined);
  if (input === undefined) throw invalidRequest("input", "is missing");
  const wire: WireRequest = { ...told, input };
  const { tools, names, places } = parseTools(wire, earlier ?? []);
  const { messages, places: said } = parseInput(wire, names);
  const effort = knownEffort(wire.reasoning?.effort);
  const parameters: Parameters = defined({
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    maxTokens: wire.max_output_tokens ?? undefined,
    reasoning: effort === undefined ? undefined : { effort },
  });
  const request: ChatRequest = {
    model: wire.model,
    messages: [...messages],
    parameters,
    ...defined({
      tools,
      toolChoice: parseToolChoice(wire.tool_choice, names),
      parallelToolCalls: wire.parallel_tool_calls ?? undefined,
      responseFormat: parseFormat(wire),
    }),
    dialect: "openai-responses",
    ...extraOf(parseExtra(wire, names)),
  };
  const { called } = names;
  return {
    request,
    stream: wire.stream ?? false,
    includeUsage: true,
    called,
    places: { messages: said, tools: places },
  };
}

/** Whether a prompt that the upstream's account keeps says what is asked, or a part of it. */
export function isPrompted({ prompt }: JsonObject): boolean {
  return prompt !== undefined && prompt !== null;
}

function parseInput(
  { instructions, input }: WireRequest,
  names: ToolNames,
): ParsedItems {
  const isText = typeof input === "string";
  const items = isText ? [{ role: "user" as const, content: input }] : input;
  const first: Message[] = instructions
    ? [
        {
          role: "system",
          parts: [{ type: "text", text: instructions }],
          extra: { instructions: true },
        },
      ]
    : [];
  const { messages, places } = parseItems(items, names);
  const whole = (at: string) => [{ at, content: at }];
  return {
    messages: [...first, ...messages],
    places: [
      ...first.map(() => whole("instructions")),
      ...(isText ? [whole("input")] : places),
    ],
  };
}

function parseToolChoice(
  value: unknown,
  names: ToolNames,
): ToolChoice | undefined {
  if (value === "auto" || value === "none" || value === "required")
    return value;
  if (typeof value === "string")
    throw invalidRequest("tool_choice", "must be auto, none or required");
  const { type, name, namespace, ...rest } = objectOf(value) ?? {};
  const isTool = type === "function" || type === "custom";
  if (!isTool || Object.keys(rest).length > 0) return undefined;
  if (typeof name !== "string")
    throw invalidRequest("tool_choice.name", "is missing");
  return { tool: names.nameOf({ name, namespace: stringOf(namespace) }) };
}

function parseFormat(wire: WireRequest): ResponseFormat | undefined {
  const { type, ...rest } = wire.text?.format ?? {};
  const isBare = Object.keys(rest).length === 0;
  if (type === "text" && isBare) return { type: "text" };
  if (type === "json_object" && isBare) return { type: "json" };
  if (type !== "json_schema") return undefined;
  const told = present(rest);
  const parsed = responseFormatSchema.safeParse({
    type: "json-schema",
    ...told,
  });
  const known = new Set(["name", "schema", "description", "strict"]);
  const isKnown = Object.keys(told).every((name) => known.has(name));
  return parsed.success && isKnown ? parsed.data : undefined;
}

function parseExtra(wire: WireRequest, names: ToolNames): JsonObject {
  const { effort, ...others } = wire.reasoning ?? {};
  const reasoning = knownEffort(effort) ? others : { ...others, effort };
  const { format, ...text } = wire.text ?? {};
  const ownFormat = parseFormat(wire) || !format ? {} : { format };
  const { tool_choice } = wire;
  const choice = parseToolChoice(tool_choice, names);
  const { type, name } = objectOf(tool_choice) ?? {};
  const isPlain =
    typeof choice !== "object" || (type === "function" && choice.tool === name);
  return defined({
    ...unknownFields(wire, knownFields),
    reasoning: filled(reasoning),
    text: filled({ ...text, ...ownFormat }),
    tool_choice: choice ? undefined : (tool_choice ?? undefined),
    $wire: isPlain ? undefined : { tool_choice },
  });
}

function filled(fields: JsonObject): JsonObject | undefined {
  const told = present(fields);
  return Object.keys(told).length > 0 ? told : undefined;
}
