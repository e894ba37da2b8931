import type {
  BegunReader,
  Dialect,
  DialectFrame,
} from "#main/dialects/dialect.ts";
import { jsonOf, objectOf, type JsonObject } from "#main/dialects/json.ts";
import { ArrivedReply } from "#main/dialects/openai-responses/arrived-reply.ts";

/** A dialect as its clients see it. */
export interface ServedDialect extends Pick<
  Dialect<object>,
  "parse" | "createWriter" | "serveWhole" | "fieldNames"
> {
  /** Of an upstream that speaks the same; absent where nothing can be forwarded. */
  readonly forwarding?: Forwarding;
  /** Last frame of a stream, which its upstream may have left out. */
  readonly lastFrame?: DialectFrame;
}

/** How an upstream's own JSON is passed on with the asked model in the place of the served one. */
export interface Forwarding {
  /** Name of the wire format that the upstream must speak. */
  readonly dialect: string;
  /** Whether this is a whole reply and not a piece of a stream. */
  isWhole(json: JsonObject): boolean;
  /** True: a whole reply can be a stream's only piece. */
  readonly wholesArePieces?: true;
  /** What the field is called that names the model. */
  readonly field: "model" | "modelVersion";
  /** The model that a piece names. */
  modelOf(json: JsonObject): unknown;
  /** The same piece, where it names none. */
  withModel(json: JsonObject, model: string): JsonObject;
  /** Whether this is the upstream's own last frame; never where that is no piece. */
  isLast?(json: JsonObject): boolean;
  /** Whether a stream's first piece is as its clients need it; true where absent. */
  isSound?(json: JsonObject): boolean;
  /** What the pieces say of the reply that whoever ends it needs to know. */
  createReader?(): BegunReader;
  /** The whole reply that a piece is or holds, where the client may come back to it. */
  wholeIn?(json: JsonObject): JsonObject | undefined;
  /** Whether this piece is usage that the client did not ask for. */
  isUnaskedUsage?(json: JsonObject): boolean;
}

export const openAiChatForwarding: Forwarding = {
  dialect: "openai-chat",
  field: "model",
  modelOf: ({ model }) => model,
  isWhole: ({ choices }) =>
    Array.isArray(choices) &&
    choices.some((choice) => objectOf(choice)?.["message"] !== undefined),
  withModel: (json, model) => ({ ...json, model }),
  isUnaskedUsage: ({ choices, usage }) =>
    Array.isArray(choices) && choices.length === 0 && usage !== undefined,
};

export const anthropicForwarding: Forwarding = {
  dialect: "anthropic-messages",
  field: "model",
  modelOf: ({ message, model }) => objectOf(message)?.["model"] ?? model,
  isWhole: ({ type }) => type === "message",
  isLast: ({ type }) => type === "message_stop",
  withModel(json, model) {
    if (json["type"] === "message") return { ...json, model };
    const message = objectOf(json["message"]);
    return message ? { ...json, message: { ...message, model } } : json;
  },
};

export const responsesForwarding: Forwarding = {
  dialect: "openai-responses",
  field: "model",
  modelOf: ({ response, model }) => objectOf(response)?.["model"] ?? model,
  isWhole: isResponse,
  withModel: (json, model) => responseWith(json, { model }),
  // Some servers leave out the numbers by which clients put a reply together.
  isSound: ({ sequence_number: number }) => typeof number === "number",
  createReader: () => new ArrivedReply(),
  wholeIn: (json) =>
    isResponse(json)
      ? json
      : json["type"] === "response.completed" ||
          json["type"] === "response.incomplete"
        ? objectOf(json["response"])
        : undefined,
};

/** The same of a reply that goes on from another, of which the upstream was not told. */
export function responsesGoingOn(previousId: string): Forwarding {
  const named = { previous_response_id: previousId };
  return {
    ...responsesForwarding,
    // So that each piece that names a reply is written anew.
    modelOf: () => undefined,
    withModel: (json, model) => responseWith(json, { model, ...named }),
  };
}

function isResponse({ object }: JsonObject): boolean {
  return object === "response";
}

function responseWith(json: JsonObject, fields: JsonObject): JsonObject {
  if (isResponse(json)) return { ...json, ...fields };
  const response = objectOf(json["response"]);
  return response ? { ...json, response: { ...response, ...fields } } : json;
}

/** The one piece of a short stream looks like a whole reply, and is as good as one. */
export const geminiForwarding: Forwarding = {
  dialect: "gemini",
  field: "modelVersion",
  modelOf: ({ modelVersion }) => modelVersion,
  wholesArePieces: true,
  isWhole: ({ candidates, promptFeedback }) =>
    promptFeedback !== undefined ||
    (Array.isArray(candidates) &&
      candidates.some((it) => objectOf(it)?.["finishReason"] !== undefined)),
  withModel: (json, modelVersion) => ({ ...json, modelVersion }),
};

/** An upstream's piece with the asked model's name: its own text wherever that can be kept, so that nothing of it changes. */
export function forwardedText(
  { data, json }: { readonly data: string; readonly json: JsonObject },
  forwarding: Forwarding,
  asked: string,
): string {
  const name = forwarding.modelOf(json);
  if (typeof name === "string") {
    const place = placeOfName(data, forwarding.field, JSON.stringify(name));
    if (place !== undefined)
      return `${data.slice(0, place.from)}${JSON.stringify(asked)}${data.slice(place.to)}`;
  }
  const renamed = forwarding.withModel(json, asked);
  return renamed === json ? data : JSON.stringify(renamed);
}

/**
 * Where a name stands in a JSON text. Undefined unless the field is named exactly once in all of it: a
 * text within quotes cannot hold this, as its own quotes are escaped.
 */
function placeOfName(text: string, field: string, name: string) {
  const key = `"${field}"`;
  const at = text.indexOf(key);
  const end = at + key.length;
  if (at < 0 || text.includes(key, end)) return undefined;
  colon.lastIndex = end;
  const from = end + (colon.exec(text)?.[0].length ?? 0);
  if (from === end || !text.startsWith(name, from)) return undefined;
  return { from, to: from + name.length };
}

const colon = /\s*:\s*/y;

/** A frame's JSON, if it is of the given wire format. */
export function frameJson(
  frame: (DialectFrame & { readonly dialect: string }) | undefined,
  forwarding: Forwarding | undefined,
): JsonObject | undefined {
  if (frame === undefined || frame.dialect !== forwarding?.dialect)
    return undefined;
  return objectOf(jsonOf(frame));
}
