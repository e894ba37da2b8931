import type { Message } from "#shared/chat/message.ts";
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
import { defined, extraOf, objectOf, type JsonObject } from "../json.ts";
import { parseItems } from "./parse-items.ts";
import {
  wireRequestSchema,
  type WireRequest,
  type WireTool,
} from "./wire-schema.ts";

const knownFields: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape),
);

/** A body of `POST /responses`. Throws AppError `invalid-request` that names the parameter. */
export function parse(body: unknown): ParsedCall {
  const wire = checkWire(wireRequestSchema, body);
  const { tools, reasoning } = wire;
  const effort = reasoning?.effort ?? undefined;
  const parameters: Parameters = defined({
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    maxTokens: wire.max_output_tokens ?? undefined,
    reasoning: effort === undefined ? undefined : { effort },
  });
  const request: ChatRequest = {
    model: wire.model,
    messages: parseInput(wire),
    parameters,
    ...(tools ? { tools: tools.map(parseTool) } : {}),
    ...defined({
      toolChoice: parseToolChoice(wire.tool_choice),
      parallelToolCalls: wire.parallel_tool_calls ?? undefined,
      responseFormat: parseFormat(wire),
    }),
    dialect: "openai-responses",
    ...extraOf(parseExtra(wire)),
  };
  return { request, stream: wire.stream ?? false, includeUsage: true };
}

function parseInput({ instructions, input }: WireRequest): Message[] {
  const items =
    typeof input === "string"
      ? [{ role: "user" as const, content: input }]
      : input;
  const first: Message[] = instructions
    ? [
        {
          role: "system",
          parts: [{ type: "text", text: instructions }],
          extra: { instructions: true },
        },
      ]
    : [];
  return [...first, ...parseItems(items)];
}

function parseToolChoice(value: unknown): ToolChoice | undefined {
  if (value === "auto" || value === "none" || value === "required")
    return value;
  if (typeof value === "string")
    throw invalidRequest("tool_choice", "must be auto, none or required");
  const { type, name, ...rest } = objectOf(value) ?? {};
  if (type !== "function" || Object.keys(rest).length > 0) return undefined;
  if (typeof name === "string") return { tool: name };
  throw invalidRequest("tool_choice.name", "is missing");
}

function parseFormat(wire: WireRequest): ResponseFormat | undefined {
  const { type, ...rest } = wire.text?.format ?? {};
  const isBare = Object.keys(rest).length === 0;
  if (type === "text" && isBare) return { type: "text" };
  if (type === "json_object" && isBare) return { type: "json" };
  if (type !== "json_schema") return undefined;
  const present = Object.entries(rest).filter(([, value]) => value !== null);
  const parsed = responseFormatSchema.safeParse({
    type: "json-schema",
    ...Object.fromEntries(present),
  });
  const known = new Set(["name", "schema", "description", "strict"]);
  const isKnown = present.every(([name]) => known.has(name));
  return parsed.success && isKnown ? parsed.data : undefined;
}

/** Tools that are no functions are the server's own: they pass as they are. */
function parseTool(wire: WireTool, index: number): Tool {
  const { type, name, description, parameters, strict, ...rest } = wire;
  if (type !== "function")
    return { name: name ?? type, inputSchema: {}, extra: { ...wire } };
  if (!name) throw invalidRequest(`tools[${index}].name`, "is missing");
  return {
    name,
    inputSchema: parameters ?? {},
    ...defined({
      description: description ?? undefined,
      strict: strict ?? undefined,
    }),
    ...extraOf(rest),
  };
}

function parseExtra(wire: WireRequest): JsonObject {
  const unknown = Object.entries(wire).filter(
    ([name, value]) => !knownFields.has(name) && value !== null,
  );
  const { effort: _effort, ...reasoning } = wire.reasoning ?? {};
  const { format, ...text } = wire.text ?? {};
  const ownFormat = parseFormat(wire) || !format ? {} : { format };
  const isNeutralChoice = parseToolChoice(wire.tool_choice) !== undefined;
  return defined({
    ...Object.fromEntries(unknown),
    reasoning: filled(reasoning),
    text: filled({ ...text, ...ownFormat }),
    tool_choice: isNeutralChoice ? undefined : (wire.tool_choice ?? undefined),
  });
}

function filled(fields: JsonObject): JsonObject | undefined {
  const present = Object.entries(fields).filter(([, value]) => value !== null);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}
