import type { Parameters } from "#shared/chat/parameters.ts";
import type { ChatRequest, Tool } from "#shared/chat/request.ts";
import { unsupported } from "../check-wire.ts";
import type { EncodedCall } from "../dialect.ts";
import { ExtraWriter } from "../foreign-extra.ts";
import { defined, objectOf, type JsonObject } from "../json.ts";
import { told } from "../told.ts";
import { encodeParts } from "./encode-content.ts";
import type { GeminiQuirks } from "./quirks.ts";
import { resourceOf } from "./resource.ts";
import { simplifySchema } from "./schema.ts";
import { encodeThinking } from "./encode-thinking.ts";

/** A request as `POST …:streamGenerateContent?alt=sse`. */
export function encode(asked: ChatRequest, quirks: GeminiQuirks): EncodedCall {
  const extras = new ExtraWriter(asked, "gemini");
  const { request, at } = told(asked, extras.isOwn);
  const { generationConfig, tools, toolConfig, $wire, ...others } =
    extras.fields(request.extra, "");
  const config = {
    ...encodeSampling(request.parameters),
    ...encodeThinking(request.parameters.reasoning, quirks),
    ...encodeFormat(request, extras.isOwn, $wire),
    ...objectOf(generationConfig),
  };
  const body: JsonObject = {
    ...encodeContents(request, extras, at),
    ...encodeTools(request, extras, tools),
    ...encodeToolChoice(request, toolConfig),
    ...(Object.keys(config).length > 0 ? { generationConfig: config } : {}),
    ...others,
  };
  const { path } = resourceOf(request.model);
  return { path: `${path}:streamGenerateContent?alt=sse`, body };
}

/** Neighbours of one role are one Content; parallel calls and their results stay together. */
function encodeContents(
  request: ChatRequest,
  extras: ExtraWriter,
  places: readonly string[],
): JsonObject {
  const names = callNames(request);
  const system: JsonObject[] = [];
  const contents: { role: string; parts: JsonObject[] }[] = [];
  request.messages.forEach((message, i) => {
    const at = places[i] ?? "";
    const parts = encodeParts(message, extras, { names, at });
    if (message.role === "system") return void system.push(...parts);
    const role = message.role === "assistant" ? "model" : "user";
    const last = contents.at(-1);
    if (parts.length === 0) return undefined;
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts: [...parts] });
    return undefined;
  });
  return {
    contents,
    ...(system.length > 0 ? { systemInstruction: { parts: system } } : {}),
  };
}

function callNames(request: ChatRequest): ReadonlyMap<string, string> {
  return new Map(
    request.messages.flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.type === "tool-call" ? [[part.id, part.name] as const] : [],
      ),
    ),
  );
}

function encodeSampling(parameters: Parameters): JsonObject {
  refuse("min_p", parameters.minP, 0);
  refuse("repetition_penalty", parameters.repetitionPenalty, 1);
  return defined({
    temperature: parameters.temperature,
    topP: parameters.topP,
    topK: parameters.topK,
    frequencyPenalty: parameters.frequencyPenalty,
    presencePenalty: parameters.presencePenalty,
    maxOutputTokens: parameters.maxTokens,
    seed: parameters.seed,
    stopSequences: parameters.stop,
  });
}

function refuse(
  name: string,
  value: number | undefined,
  neutral: number,
): void {
  if (value !== undefined && value !== neutral)
    throw unsupported(name, "this upstream has no such parameter");
}

/** Google's own callers may say it in Google's own kind of schema. */
function encodeFormat(
  { responseFormat }: ChatRequest,
  isOwn: boolean,
  wire: unknown,
): JsonObject {
  if (!responseFormat || responseFormat.type === "text") return {};
  const responseMimeType = "application/json";
  if (responseFormat.type === "json") return { responseMimeType };
  const own = objectOf(wire);
  if (own) return { responseMimeType, ...own };
  const { schema } = responseFormat;
  return {
    responseMimeType,
    responseJsonSchema: isOwn
      ? schema
      : simplifySchema(schema, "response_format.schema"),
  };
}

/** Functions are one entry; Google's own tools, which only its own dialect asks for, stand beside it. */
function encodeTools(
  { tools }: ChatRequest,
  extras: ExtraWriter,
  serverTools: unknown,
): JsonObject {
  const functions = tools?.map((tool, i) =>
    encodeTool(tool, extras, `tools[${i}]`),
  );
  const all = [
    ...(functions ? [{ functionDeclarations: functions }] : []),
    ...(Array.isArray(serverTools) ? serverTools : []),
  ];
  return all.length > 0 ? { tools: all } : {};
}

function encodeTool(tool: Tool, extras: ExtraWriter, at: string): JsonObject {
  const { inputSchema } = tool;
  const { $wire, ...extra } = extras.fields(tool.extra, at);
  const hasSchema = Object.keys(inputSchema).length > 0;
  const schema = () => ({
    parametersJsonSchema: extras.isOwn
      ? inputSchema
      : simplifySchema(inputSchema, `${at}.parameters`),
  });
  return {
    name: tool.name,
    ...defined({ description: tool.description }),
    ...(objectOf($wire) ?? (hasSchema ? schema() : {})),
    ...extra,
  };
}

function encodeToolChoice(
  { toolChoice }: ChatRequest,
  own: unknown,
): JsonObject {
  if (own !== undefined) return { toolConfig: own };
  if (toolChoice === undefined) return {};
  const modes = { auto: "AUTO", none: "NONE", required: "ANY" } as const;
  const config =
    typeof toolChoice === "string"
      ? { mode: modes[toolChoice] }
      : { mode: "ANY", allowedFunctionNames: [toolChoice.tool] };
  return { toolConfig: { functionCallingConfig: config } };
}
