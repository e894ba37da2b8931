import { append } from "#shared/collections/append.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { ChatRequest, Tool } from "#shared/chat/request.ts";
import { unsupported } from "../check-wire.ts";
import type { EncodedCall } from "../dialect.ts";
import { ExtraWriter } from "../foreign-extra.ts";
import { addFields, defined, objectOf, type JsonObject } from "../json.ts";
import { told } from "../told.ts";
import { encodeParts } from "./encode-content.ts";
import type { GeminiQuirks } from "./quirks.ts";
import { resourceOf } from "./resource.ts";
import { SchemaVisits } from "../schema-references.ts";
import { simplifySchema } from "./schema.ts";
import { encodeThinking } from "./encode-thinking.ts";
import { inGroups } from "./tool-groups.ts";

/** A request as `POST …:streamGenerateContent?alt=sse`. */
export function encode(asked: ChatRequest, quirks: GeminiQuirks): EncodedCall {
  const extras = new ExtraWriter(asked, "gemini");
  const { request, at } = told(asked, extras.isOwn);
  const { generationConfig, tools, toolConfig, $wire, ...others } =
    extras.fields(request.extra, "");
  const own = objectOf($wire);
  const { thinkingConfig, ...config } = {
    ...encodeSampling(request.parameters),
    ...encodeFormat(request, extras.isOwn, own?.format),
    ...objectOf(generationConfig),
  };
  const thinking = {
    ...encodeThinking(request.parameters.reasoning, quirks),
    ...objectOf(thinkingConfig),
  };
  if (thinkingConfig || Object.keys(thinking).length > 0)
    config.thinkingConfig = thinking;
  const body: JsonObject = {
    ...encodeContents(request, extras, at),
    ...encodeTools(request, extras, { tools, groups: own?.tools }),
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
  const system: Content = { parts: [] };
  const contents: (Content & { readonly role: string })[] = [];
  request.messages.forEach((message, i) => {
    const at = places[i] ?? "";
    const parts = encodeParts(message, extras, { names, at });
    // OpenAI's own name of a system message is `developer`.
    const { role: _, ...more } = message.extra ?? {};
    const extra = extras.fields(more, at);
    const role = message.role === "assistant" ? "model" : "user";
    const last = message.role === "system" ? system : contents.at(-1);
    if (parts.length === 0 && Object.keys(extra).length === 0) return;
    const isJoined =
      last === system || (last?.role === role && !clash(last, extra));
    if (isJoined) append(addFields(last, extra).parts, parts);
    else contents.push({ role, ...extra, parts: [...parts] });
  });
  const hasSystem = Object.keys(system).length > 1 || system.parts.length > 0;
  return {
    contents,
    ...(hasSystem ? { systemInstruction: system } : {}),
  };
}

interface Content {
  readonly role?: string;
  readonly parts: JsonObject[];
}

/** Whether two messages say different things under one name: neither may be lost. */
function clash(one: object, other: JsonObject): boolean {
  return Object.keys(other).some((name) => Object.hasOwn(one, name));
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
  { tools: serverTools, groups }: JsonObject,
): JsonObject {
  const visits = new SchemaVisits();
  const functions = tools?.map((tool, i) =>
    encodeTool(tool, extras, { at: `tools[${i}]`, visits }),
  );
  const all = inGroups(functions ?? [], groups) ?? [
    ...(functions ? [{ functionDeclarations: functions }] : []),
    ...(Array.isArray(serverTools) ? serverTools : []),
  ];
  return all.length > 0 ? { tools: all } : {};
}

function encodeTool(
  tool: Tool,
  extras: ExtraWriter,
  { at, visits }: { readonly at: string; readonly visits: SchemaVisits },
): JsonObject {
  const { inputSchema } = tool;
  const { $wire, ...extra } = extras.fields(tool.extra, at);
  const hasSchema = Object.keys(inputSchema).length > 0;
  const schema = () => ({
    parametersJsonSchema: extras.isOwn
      ? inputSchema
      : simplifySchema(inputSchema, `${at}.parameters`, visits),
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
  if (toolChoice === undefined)
    return own === undefined ? {} : { toolConfig: own };
  const modes = { auto: "AUTO", none: "NONE", required: "ANY" } as const;
  const config =
    typeof toolChoice === "string"
      ? { mode: modes[toolChoice] }
      : { mode: "ANY", allowedFunctionNames: [toolChoice.tool] };
  const more = objectOf(objectOf(own)?.functionCallingConfig);
  return { toolConfig: { functionCallingConfig: { ...config, ...more } } };
}
