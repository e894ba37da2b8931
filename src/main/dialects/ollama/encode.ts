import type { Message, Part } from "#shared/chat/message.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { ChatRequest, Tool } from "#shared/chat/request.ts";
import { unsupported } from "../check-wire.ts";
import type { EncodedCall } from "../dialect.ts";
import { effortOf, nearestEffort } from "../effort.ts";
import { fencedFile } from "../fenced-file.ts";
import { ExtraWriter } from "../foreign-extra.ts";
import { foreignType } from "../foreign-part.ts";
import { defined, objectOf, type JsonObject } from "../json.ts";
import { callArguments } from "../call-arguments.ts";
import { placeOf, told } from "../told.ts";
import { ids } from "./call-ids.ts";
import type { OllamaQuirks } from "./quirks.ts";

/** A request as `POST /api/chat`, always streaming. */
export function encode(asked: ChatRequest, quirks: OllamaQuirks): EncodedCall {
  const extras = new ExtraWriter(asked, "ollama");
  const { request, at } = told(asked, extras.isOwn);
  const { options: ownOptions, ...others } = extras.fields(request.extra, "");
  const names = callNames(request);
  refuseChoices(request);
  const options = {
    ...defined({ num_ctx: quirks.contextSize }),
    ...encodeOptions(request.parameters),
    ...objectOf(ownOptions),
  };
  const body: JsonObject = {
    model: request.model,
    messages: request.messages.flatMap((message, i) =>
      encodeMessage(message, { extras, names, at: at[i] ?? "" }),
    ),
    ...encodeTools(request, extras),
    ...encodeThink(request.parameters, quirks, extras.isOwn),
    ...encodeFormat(request),
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...defined({ keep_alive: quirks.keepAlive }),
    // A prompt or reply that does not fit shall fail or end, not lose its beginning.
    ...(quirks.contextSize === undefined
      ? {}
      : { truncate: false, shift: false }),
    ...others,
    stream: true,
  };
  return { path: "/api/chat", body };
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

/** This dialect has no way to make a model call a tool. */
function refuseChoices({ toolChoice }: ChatRequest): void {
  if (
    toolChoice !== undefined &&
    toolChoice !== "auto" &&
    toolChoice !== "none"
  )
    throw unsupported(
      "tool_choice",
      "this upstream cannot be made to call a tool",
    );
}

function encodeOptions(parameters: Parameters): JsonObject {
  return defined({
    temperature: parameters.temperature,
    top_p: parameters.topP,
    top_k: parameters.topK,
    min_p: parameters.minP,
    frequency_penalty: parameters.frequencyPenalty,
    presence_penalty: parameters.presencePenalty,
    repeat_penalty: parameters.repetitionPenalty,
    num_predict: parameters.maxTokens,
    seed: parameters.seed,
    stop: parameters.stop,
  });
}

const thinkingWords = ["low", "medium", "high"] as const;

function encodeThink(
  { reasoning, maxTokens: bound }: Parameters,
  { thinks }: OllamaQuirks,
  isOwn: boolean,
): JsonObject {
  if (!reasoning) return {};
  const effort = effortOf(reasoning, bound);
  const { enabled } = reasoning;
  if (enabled === false || effort === "none") return { think: false };
  // A model that cannot think refuses to, and one that can does it unasked.
  if (!isOwn && thinks !== true) return {};
  if (effort !== undefined)
    return { think: nearestEffort(effort, thinkingWords) };
  return enabled === true ? { think: true } : {};
}

function encodeFormat({ responseFormat }: ChatRequest): JsonObject {
  if (!responseFormat || responseFormat.type === "text") return {};
  if (responseFormat.type === "json") return { format: "json" };
  return { format: responseFormat.schema };
}

function encodeTools(request: ChatRequest, extras: ExtraWriter): JsonObject {
  if (!request.tools || request.toolChoice === "none") return {};
  const tools = request.tools.map((tool, i) =>
    encodeTool(tool, extras, `tools[${i}]`),
  );
  return { tools };
}

function encodeTool(tool: Tool, extras: ExtraWriter, at: string): JsonObject {
  const { inputSchema, name, description } = tool;
  const parameters =
    inputSchema.type === undefined
      ? { type: "object", properties: {}, ...inputSchema }
      : inputSchema;
  const { function: inner, ...outer } = extras.fields(tool.extra, at);
  return {
    type: "function",
    function: {
      name,
      ...defined({ description }),
      parameters,
      ...objectOf(inner),
    },
    ...outer,
  };
}

interface MessageContext {
  readonly extras: ExtraWriter;
  readonly names: ReadonlyMap<string, string>;
  readonly at: string;
  /** All parts of the message. */
  readonly parts?: readonly Part[];
}

/** Text is one string here, images a list beside it; each result of a tool is a message. */
function encodeMessage(
  message: Message,
  asked: MessageContext,
): readonly JsonObject[] {
  const { extras, names, at } = asked;
  const context = { ...asked, parts: message.parts };
  const { role: _, ...ownExtra } = message.extra ?? {};
  const extra = extras.fields(ownExtra, at);
  const results = message.parts.flatMap((part) => {
    if (part.type !== "tool-result") return [];
    const name = part.name ?? names.get(part.callId) ?? part.callId;
    const { id } = ids.onWire(part.callId);
    return [
      {
        role: "tool",
        tool_name: name,
        ...defined({ tool_call_id: id }),
        ...encodeContent(part.content, context),
        ...extras.fields(part.extra, placeOf(part, context)),
        ...extra,
      },
    ];
  });
  const rest = message.parts.filter((part) => part.type !== "tool-result");
  if (rest.length === 0 && results.length > 0) return results;
  const role = message.role === "tool" ? "user" : message.role;
  const own = {
    role,
    ...encodeContent(rest, context),
    ...encodeThought(rest),
    ...encodeCalls(rest, context),
    ...extra,
  };
  return [...results, own];
}

function encodeContent(
  parts: readonly Part[],
  { extras, at, parts: all = parts }: MessageContext,
): JsonObject {
  const where = { parts: all, at };
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of parts) {
    if (part.type === "file") texts.push(fencedFile(part));
    if (part.type === "text") {
      const foreign = foreignType(part);
      if (foreign !== undefined)
        throw cannotSay(placeOf(part, where), `a part of type ${foreign}`);
      extras.fields(part.extra, placeOf(part, where));
      texts.push(part.text);
    }
    if (part.type !== "image") continue;
    if (part.source.type === "url")
      throw cannotSay(placeOf(part, where), "an image by its address");
    images.push(part.source.data);
  }
  return {
    content: texts.join("\n\n"),
    ...(images.length > 0 ? { images } : {}),
  };
}

function cannotSay(at: string, what: string): Error {
  return unsupported(`${at}.content`, `${what} cannot be expressed here`);
}

function encodeThought(parts: readonly Part[]): JsonObject {
  const thinking = parts
    .map((part) => (part.type === "reasoning" ? part.text : ""))
    .join("");
  return thinking === "" ? {} : { thinking };
}

function encodeCalls(
  parts: readonly Part[],
  { extras, at, parts: all = parts }: MessageContext,
): JsonObject {
  const calls = parts.flatMap((part) => {
    if (part.type !== "tool-call") return [];
    const called = {
      name: part.name,
      arguments: callArguments(part.arguments),
    };
    const place = placeOf(part, { parts: all, at });
    const { function: inner, ...outer } = extras.fields(part.extra, place);
    const whole = { ...called, ...objectOf(inner) };
    return [{ ...ids.onWire(part.id), function: whole, ...outer }];
  });
  return calls.length > 0 ? { tool_calls: calls } : {};
}
