import type {
  ImagePart,
  Message,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { writeDataUrl } from "../data-url.ts";
import { fencedFile } from "../fenced-file.ts";
import { unsupported } from "../check-wire.ts";
import { foreignType } from "../foreign-part.ts";
import { addFields, defined, objectOf, type JsonObject } from "../json.ts";
import { placeOf } from "../told.ts";
import { carriedFields, type EncodeContext } from "./quirks.ts";
import { joinReasoningDetails } from "../reasoning-details.ts";

/** One neutral message as wire messages: each tool result is a message of its own. */
export function encodeMessage(
  message: Message,
  context: EncodeContext,
  at: string,
): readonly JsonObject[] {
  const encoder = new MessageEncoder(context, at);
  return encoder.encode(message);
}

class MessageEncoder {
  readonly #context: EncodeContext;
  readonly #at: string;
  #parts: readonly Part[] = [];

  constructor(context: EncodeContext, at: string) {
    this.#context = context;
    this.#at = at;
  }

  encode(message: Message): readonly JsonObject[] {
    const { parts, name } = message;
    this.#parts = parts;
    const extra = this.#fields(message.extra);
    const results = parts.filter((part) => part.type === "tool-result");
    const others =
      results.length === 0
        ? parts
        : parts.filter((part) => part.type !== "tool-result");
    const encoded = results.map((part) => this.#toolResult(part, extra));
    if (others.length === 0 && results.length > 0) return encoded;
    const body: JsonObject = {
      role: message.role === "tool" ? "user" : message.role,
    };
    if (message.role === "assistant")
      Object.assign(body, this.#assistant(others));
    else body.content = this.#content(others);
    if (name !== undefined) body.name = name;
    addFields(body, extra);
    return encoded.length === 0 ? [body] : [...encoded, body];
  }

  #fields(extra: JsonObject | undefined, part?: Part): JsonObject {
    if (extra === undefined) return {};
    const { extras, quirks } = this.#context;
    return extras.fields(extra, this.#placeOf(part), carriedFields(quirks));
  }

  #placeOf(part: Part | undefined): string {
    const where = { parts: this.#parts, at: this.#at };
    return part === undefined ? this.#at : placeOf(part, where);
  }

  #toolResult(part: ToolResultPart, extra: JsonObject): JsonObject {
    const content = this.#content(part.content);
    if (extra.role === "function")
      return { name: part.name ?? part.callId, content, ...extra };
    return {
      role: "tool",
      tool_call_id: part.callId,
      ...defined({ name: part.name }),
      content,
      ...this.#fields(part.extra, part),
      ...extra,
    };
  }

  #assistant(parts: readonly Part[]): JsonObject {
    const calls = parts.filter((part) => part.type === "tool-call");
    const images = parts.filter((part) => part.type === "image");
    const reasoning = parts.filter((part) => part.type === "reasoning");
    const spoken = parts.filter(
      (part) => part.type === "text" || part.type === "file",
    );
    return {
      content: spoken.length === 0 ? null : this.#content(spoken),
      ...this.#reasoning(reasoning),
      ...(images.length > 0
        ? { images: images.map((image) => this.#image(image)) }
        : {}),
      ...(calls.length > 0
        ? { tool_calls: calls.map((call) => this.#toolCall(call)) }
        : {}),
    };
  }

  #reasoning(parts: readonly ReasoningPart[]): JsonObject {
    const field = this.#context.quirks.reasoningBack ?? "reasoning";
    const text = parts.map((part) => part.text).join("");
    const details = parts.flatMap((part) => part.details ?? []);
    return {
      ...(text === "" || field === "none" ? {} : { [field]: text }),
      ...(details.length > 0
        ? { reasoning_details: joinReasoningDetails(details) }
        : {}),
    };
  }

  #toolCall(part: ToolCallPart): JsonObject {
    const { id } = part;
    const extra = this.#fields(part.extra, part);
    if (extra.type !== undefined && extra.type !== "function")
      return { id, ...extra };
    return {
      id,
      type: "function",
      ...extra,
      function: {
        name: part.name,
        arguments: part.arguments === "" ? "{}" : part.arguments,
        ...objectOf(extra.function),
      },
    };
  }

  /** One plain text stays a string: old servers know nothing else. */
  #content(parts: readonly Part[]): string | readonly JsonObject[] {
    const [first] = parts;
    if (!first) return "";
    if (parts.length > 1) return parts.map((part) => this.#part(part));
    if (first.type === "file") return fencedFile(first);
    if (first.type === "text" && first.extra === undefined) return first.text;
    const whole = this.#part(first);
    const { type, text, ...more } = whole;
    const isPlain = type === "text" && Object.keys(more).length === 0;
    return isPlain && typeof text === "string" ? text : [whole];
  }

  #part(part: Part): JsonObject {
    switch (part.type) {
      case "text":
        return this.#text(part);
      case "image":
        return this.#image(part);
      case "file":
        return { type: "text", text: fencedFile(part) };
      case "reasoning":
        return { type: "text", text: part.text };
      case "tool-call":
      case "tool-result":
        return { type: "text", text: JSON.stringify(part) };
      default:
        return assertNever(part);
    }
  }

  #text(part: TextPart): JsonObject {
    const foreign = foreignType(part);
    if (foreign === undefined)
      return {
        type: "text",
        text: part.text,
        ...this.#fields(part.extra, part),
      };
    if (this.#context.extras.isOwn) return { ...part.extra };
    throw unsupported(
      `${this.#placeOf(part)}.content`,
      `a part of type ${foreign} cannot be expressed here`,
    );
  }

  #image(part: ImagePart): JsonObject {
    const { source } = part;
    const extra = this.#fields(part.extra, part);
    const url =
      source.type === "url"
        ? source.url
        : writeDataUrl(part.mediaType, source.data);
    return {
      type: "image_url",
      ...extra,
      image_url: { url, ...objectOf(extra.image_url) },
    };
  }
}
