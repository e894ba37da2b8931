import type { Dialect, DialectFrame } from "#main/dialects/dialect.ts";
import { jsonOf, objectOf, type JsonObject } from "#main/dialects/json.ts";

/** A dialect as its clients see it. */
export interface ServedDialect extends Pick<
  Dialect<object>,
  "parse" | "createWriter" | "serveWhole"
> {
  /** Of an upstream that speaks the same; absent where nothing can be forwarded. */
  readonly forwarding?: Forwarding;
  /** Last frame of a stream. */
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
  withModel(json: JsonObject, model: string): JsonObject;
  /** Whether this piece is usage that the client did not ask for. */
  isUnaskedUsage?(json: JsonObject): boolean;
}

export const openAiChatForwarding: Forwarding = {
  dialect: "openai-chat",
  isWhole: ({ choices }) =>
    Array.isArray(choices) &&
    choices.some((choice) => objectOf(choice)?.["message"] !== undefined),
  withModel: (json, model) => ({ ...json, model }),
  isUnaskedUsage: ({ choices, usage }) =>
    Array.isArray(choices) && choices.length === 0 && usage !== undefined,
};

export const anthropicForwarding: Forwarding = {
  dialect: "anthropic-messages",
  isWhole: ({ type }) => type === "message",
  withModel(json, model) {
    if (json["type"] === "message") return { ...json, model };
    const message = objectOf(json["message"]);
    return message ? { ...json, message: { ...message, model } } : json;
  },
};

export const responsesForwarding: Forwarding = {
  dialect: "openai-responses",
  isWhole: ({ object }) => object === "response",
  withModel(json, model) {
    if (json["object"] === "response") return { ...json, model };
    const response = objectOf(json["response"]);
    return response ? { ...json, response: { ...response, model } } : json;
  },
};

/** The one piece of a short stream looks like a whole reply, and is as good as one. */
export const geminiForwarding: Forwarding = {
  dialect: "gemini",
  wholesArePieces: true,
  isWhole: ({ candidates, promptFeedback }) =>
    promptFeedback !== undefined ||
    (Array.isArray(candidates) &&
      candidates.some((it) => objectOf(it)?.["finishReason"] !== undefined)),
  withModel: (json, modelVersion) => ({ ...json, modelVersion }),
};

/** A frame's JSON, if it is of the given wire format. */
export function frameJson(
  frame: (DialectFrame & { readonly dialect: string }) | undefined,
  forwarding: Forwarding | undefined,
): JsonObject | undefined {
  if (frame === undefined || frame.dialect !== forwarding?.dialect)
    return undefined;
  return objectOf(jsonOf(frame));
}
