import type { Parameters } from "#shared/chat/parameters.ts";
import type {
  ChatRequest,
  ResponseFormat,
  ToolChoice,
} from "#shared/chat/request.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import type { ParsedCall } from "../dialect.ts";
import { knownEffort } from "../effort.ts";
import {
  defined,
  extraOf,
  objectOf,
  unknownFields,
  type JsonObject,
} from "../json.ts";
import { fieldNames } from "./field-names.ts";
import { parseContent, parseMessage } from "./parse-content.ts";
import { parseTools } from "./parse-tools.ts";
import { wireRequestSchema, type WireRequest } from "./wire-schema.ts";

const knownFields: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape),
);

/** A body of `POST /v1/messages`. Throws AppError `invalid-request` that names the parameter. */
export function parse(body: unknown): ParsedCall {
  const wire = checkWire(wireRequestSchema, body);
  const { system } = wire;
  const instructions = system
    ? [{ role: "system" as const, parts: [...parseContent(system, "system")] }]
    : [];
  const turns = wire.messages.map((message, i) =>
    parseMessage(message, `messages[${i}]`),
  );
  const { tools, places } = parseTools(wire);
  const disabled = wire.tool_choice?.disable_parallel_tool_use;
  const request: ChatRequest = {
    model: wire.model,
    messages: [...instructions, ...turns.flat()],
    parameters: parseParameters(wire),
    ...defined({
      tools,
      toolChoice: parseToolChoice(wire),
      parallelToolCalls: typeof disabled === "boolean" ? !disabled : undefined,
      responseFormat: parseFormat(wire),
    }),
    dialect: "anthropic-messages",
    ...extraOf(parseExtra(wire)),
  };
  return {
    request,
    stream: wire.stream ?? false,
    includeUsage: true,
    ...(wire.output_format && {
      fieldNames: { ...fieldNames, response_format: "output_format" },
    }),
    places: {
      messages: [
        ...instructions.map(() => [{ at: "system", content: "system" }]),
        ...turns.flatMap((messages, i) => {
          const at = `messages[${i}]`;
          return messages.map(() => [{ at, content: `${at}.content` }]);
        }),
      ],
      tools: places,
    },
  };
}

function parseParameters(wire: WireRequest): Parameters {
  return defined({
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    topK: wire.top_k ?? undefined,
    maxTokens: wire.max_tokens,
    stop: wire.stop_sequences ?? undefined,
    reasoning: parseThinking(wire),
  });
}

/** What another dialect is told of it; the field itself is kept as it came. */
function parseThinking(wire: WireRequest): Parameters["reasoning"] {
  const { thinking } = wire;
  const effort = effortNow(wire);
  if (!thinking) return effort === undefined ? undefined : { effort };
  if (thinking.type === "disabled")
    return { enabled: false, ...defined({ effort }) };
  const budget = thinking.type === "enabled" ? thinking.budget_tokens : 0;
  const maxTokens = budget ? { maxTokens: budget } : { enabled: true };
  return { ...maxTokens, ...defined({ effort }) };
}

/** Messages in the middle may change it. */
function effortNow({ messages, output_config }: WireRequest) {
  const words = messages.map(({ role, output_config: config }) =>
    role === "system" ? objectOf(config)?.effort : undefined,
  );
  const word = words.findLast((one) => typeof one === "string");
  return knownEffort(word ?? output_config?.effort);
}

function parseToolChoice({ tool_choice }: WireRequest): ToolChoice | undefined {
  switch (tool_choice?.type) {
    case undefined:
      return undefined;
    case "any":
      return "required";
    case "tool":
      if (tool_choice?.name) return { tool: tool_choice.name };
      throw invalidRequest("tool_choice.name", "is missing");
    default:
      return tool_choice?.type;
  }
}

/** This dialect's schema has no name; others want one. */
function parseFormat({
  output_config,
  output_format: older,
}: WireRequest): ResponseFormat | undefined {
  const newer = output_config?.format;
  if (older && newer && JSON.stringify(older) !== JSON.stringify(newer))
    throw invalidRequest(
      "output_format",
      "contradicts `output_config.format`, which is its newer name",
    );
  const { type, schema, ...rest } = newer ?? older ?? {};
  if (type !== "json_schema" || !schema || Object.keys(rest).length > 0)
    return undefined;
  return { type: "json-schema", name: "output", schema };
}

function parseExtra(wire: WireRequest): JsonObject {
  return defined({
    ...unknownFields(wire, knownFields),
    thinking: wire.thinking ?? undefined,
    output_config: wire.output_config ?? undefined,
    output_format: wire.output_format ?? undefined,
    tool_choice: moreOf(wire.tool_choice ?? {}),
  });
}

/** What a choice says beside the neutral one. */
function moreOf(choice: JsonObject): JsonObject | undefined {
  const known = new Set(["type", "name", "disable_parallel_tool_use"]);
  return extraOf(unknownFields(choice, known)).extra;
}
