import type { Message } from "#shared/chat/message.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type {
  ChatRequest,
  ResponseFormat,
  Tool,
  ToolChoice,
} from "#shared/chat/request.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import type { CallRoute, ParsedCall } from "../dialect.ts";
import { knownEffort } from "../effort.ts";
import { defined, extraOf, unknownFields, type JsonObject } from "../json.ts";
import { camelCased } from "./camel-case.ts";
import { ContentParser } from "./parse-content.ts";
import { readSchema } from "./read-schema.ts";
import { groupsOf } from "./tool-groups.ts";
import {
  wireRequestSchema,
  type WireContent,
  type WireFunction,
  type WireRequest,
} from "./wire-schema.ts";

type Config = NonNullable<WireRequest["generationConfig"]>;

const jsonType = "application/json";
const knownFields: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape),
);

/** A body of `:generateContent`; its path names the model. Throws AppError `invalid-request`. */
export function parse(body: unknown, route?: CallRoute): ParsedCall {
  const wire = checkWire(wireRequestSchema, camelCased(body));
  if (!route) throw invalidRequest("model", "is missing");
  const config = wire.generationConfig ?? {};
  const functions = (wire.tools ?? []).flatMap((tool, i) =>
    (tool.functionDeclarations ?? []).map((declared, j) => ({
      tool: parseTool(declared),
      place: `tools[${i}].functionDeclarations[${j}]`,
    })),
  );
  const contents = parseMessages(wire);
  const request: ChatRequest = {
    model: route.model,
    messages: contents.map(({ message }) => message),
    parameters: parseParameters(config),
    ...(functions.length > 0
      ? { tools: functions.map(({ tool }) => tool) }
      : {}),
    ...defined({
      toolChoice: parseToolChoice(wire),
      responseFormat: parseFormat(config),
    }),
    dialect: "gemini",
    ...extraOf(withoutAsked(parseExtra(wire), route.model)),
  };
  return {
    request,
    stream: route.stream,
    includeUsage: true,
    places: {
      messages: contents.map(({ at }) => [{ at, content: `${at}.parts` }]),
      tools: functions.map(({ place }) => place),
    },
  };
}

/** Clients that count tokens name the model a second time, and by our id, which its upstream does not know. */
function withoutAsked(extra: JsonObject, asked: string): JsonObject {
  const { model, ...others } = extra;
  return model === asked || model === `models/${asked}` ? others : extra;
}

function parseMessages(
  wire: WireRequest,
): readonly { readonly message: Message; readonly at: string }[] {
  const parser = new ContentParser();
  const { systemInstruction } = wire;
  const system =
    typeof systemInstruction === "string"
      ? { parts: [{ text: systemInstruction }] }
      : systemInstruction;
  const parse = (content: WireContent, at: string) =>
    parser.parse(content, at).map((message) => ({ message, at }));
  return [
    ...(system
      ? parse({ ...system, role: "system" }, "systemInstruction")
      : []),
    ...wire.contents.flatMap((content, i) => parse(content, `contents[${i}]`)),
  ];
}

function parseParameters(config: Config): Parameters {
  return defined({
    temperature: config.temperature ?? undefined,
    topP: config.topP ?? undefined,
    topK: config.topK ?? undefined,
    frequencyPenalty: config.frequencyPenalty ?? undefined,
    presencePenalty: config.presencePenalty ?? undefined,
    maxTokens: config.maxOutputTokens ?? undefined,
    seed: config.seed ?? undefined,
    stop: config.stopSequences ?? undefined,
    reasoning: parseThinking(config),
  });
}

function parseThinking({ thinkingConfig }: Config): Parameters["reasoning"] {
  if (!thinkingConfig) return undefined;
  const { includeThoughts, thinkingBudget, thinkingLevel } = thinkingConfig;
  const options = defined({
    effort: knownEffort(thinkingLevel?.toLowerCase()),
    maxTokens:
      thinkingBudget && thinkingBudget > 0 ? thinkingBudget : undefined,
    enabled:
      thinkingBudget === 0 ? false : thinkingBudget === -1 ? true : undefined,
    exclude:
      typeof includeThoughts === "boolean" ? !includeThoughts : undefined,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}

function parseToolChoice({ toolConfig }: WireRequest): ToolChoice | undefined {
  const { functionCallingConfig: calling, ...rest } = toolConfig ?? {};
  if (!calling?.mode || Object.keys(rest).length > 0) return undefined;
  const [only, ...others] = calling.allowedFunctionNames ?? [];
  switch (calling.mode.toUpperCase()) {
    case "AUTO":
      return only === undefined ? "auto" : undefined;
    case "NONE":
      return "none";
    case "ANY":
      if (only === undefined) return "required";
      return others.length === 0 ? { tool: only } : undefined;
    default:
      return undefined;
  }
}

function parseFormat(config: Config): ResponseFormat | undefined {
  if (config.responseMimeType !== jsonType) return undefined;
  const { responseJsonSchema, responseSchema } = config;
  if (responseJsonSchema)
    return { type: "json-schema", name: "output", schema: responseJsonSchema };
  if (!responseSchema) return { type: "json" };
  const schema = readSchema(responseSchema);
  return { type: "json-schema", name: "output", schema };
}

/** A schema of Google's own kind goes back to Google as it came. */
function parseTool(wire: WireFunction): Tool {
  const { name, description, parametersJsonSchema, ...others } = wire;
  const { parameters, ...rest } = others;
  const isOlder = !parametersJsonSchema && parameters;
  return {
    name,
    inputSchema: isOlder
      ? readSchema(parameters)
      : (parametersJsonSchema ?? {}),
    ...defined({ description: description ?? undefined }),
    ...extraOf(
      isOlder
        ? { ...rest, $wire: { parameters } }
        : defined({ ...rest, parameters: parameters ?? undefined }),
    ),
  };
}

/** What stands beside a neutral choice. */
function besideChoice({ toolConfig }: WireRequest): JsonObject | undefined {
  const known = new Set(["mode", "allowedFunctionNames"]);
  const calling = toolConfig?.functionCallingConfig ?? {};
  const { extra } = extraOf(unknownFields(calling, known));
  return extra && { functionCallingConfig: extra };
}

/** Unknown fields, and what no neutral field holds, under their wire names. */
function parseExtra(wire: WireRequest): JsonObject {
  const tools = wire.tools?.flatMap(({ functionDeclarations: _, ...own }) =>
    Object.keys(own).length > 0 ? [own] : [],
  );
  const isNeutralChoice = parseToolChoice(wire) !== undefined;
  return defined({
    ...unknownFields(wire, knownFields),
    tools: tools?.length ? tools : undefined,
    toolConfig: isNeutralChoice
      ? besideChoice(wire)
      : (wire.toolConfig ?? undefined),
    generationConfig: leftOver(wire.generationConfig ?? {}),
    $wire: extraOf(
      defined({
        format: olderFormat(wire.generationConfig ?? {}),
        tools: groupsOf(wire.tools ?? []),
      }),
    ).extra,
  });
}

const knownConfig: ReadonlySet<string> = new Set([
  "temperature",
  "topP",
  "topK",
  "frequencyPenalty",
  "presencePenalty",
  "maxOutputTokens",
  "seed",
  "stopSequences",
]);

/** A schema of Google's own kind goes back to Google as it came. */
function olderFormat(config: Config): JsonObject | undefined {
  const { responseMimeType, responseJsonSchema, responseSchema } = config;
  return responseMimeType === jsonType && !responseJsonSchema && responseSchema
    ? { responseSchema }
    : undefined;
}

function leftOver(config: Config): JsonObject | undefined {
  const isJson = config.responseMimeType === jsonType;
  const thinkingConfig = besideThinking(config);
  const kept = Object.entries(config).filter(([name, value]) => {
    if (value === null || value === undefined || knownConfig.has(name))
      return false;
    if (name === "responseMimeType" || name === "responseJsonSchema")
      return !isJson;
    if (name === "responseSchema") return !olderFormat(config);
    return name !== "thinkingConfig";
  });
  const left = { ...Object.fromEntries(kept), ...defined({ thinkingConfig }) };
  return Object.keys(left).length > 0 ? left : undefined;
}

/** Words that go back to Google as they came; any other may be one of its later ones. */
const levels: ReadonlySet<unknown> = new Set([
  ...["minimal", "low", "medium", "high"],
]);

/** What it says beside the neutral fields; all of it where it says nothing that is neutral. */
function besideThinking(config: Config): JsonObject | undefined {
  const { thinkingConfig } = config;
  if (!thinkingConfig || !parseThinking(config))
    return thinkingConfig ?? undefined;
  const isKnown = levels.has(thinkingConfig.thinkingLevel?.toLowerCase());
  const known = new Set(["includeThoughts", "thinkingBudget"]);
  if (isKnown) known.add("thinkingLevel");
  return extraOf(unknownFields(thinkingConfig, known)).extra;
}
