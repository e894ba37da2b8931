import { append } from "#shared/collections/append.ts";
import type {
  ImagePart,
  Message,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { unsupported } from "../check-wire.ts";
import { writeDataUrl } from "../data-url.ts";
import { fencedFile } from "../fenced-file.ts";
import type { ExtraWriter } from "../foreign-extra.ts";
import { foreignType } from "../foreign-part.ts";
import { isObject, objectOf, type JsonObject } from "../json.ts";
import { writeReasoningItems } from "./reasoning-item.ts";

/** One message as input items: what is said is one item, each call and each result one more. */
export function encodeItems(
  message: Message,
  extras: ExtraWriter,
  at: string,
): readonly JsonObject[] {
  return new ItemEncoder(message, extras, at).encode();
}

class ItemEncoder {
  readonly #message: Message;
  readonly #extras: ExtraWriter;
  readonly #at: string;
  readonly #items: JsonObject[] = [];
  /** Of the part that is being written. */
  #place = "";
  /** Pieces of the message item that is being gathered, and what that item says beside them. */
  #spoken: { item: unknown; pieces: JsonObject[] } | undefined;

  constructor(message: Message, extras: ExtraWriter, at: string) {
    this.#message = message;
    this.#extras = extras;
    this.#at = at;
  }

  encode(): readonly JsonObject[] {
    for (const [i, part] of this.#message.parts.entries()) {
      this.#place = `${this.#at}.parts[${i}]`;
      this.#part(part);
    }
    this.#flush();
    return this.#items;
  }

  #part(part: Part): void {
    if (part.type === "text" || part.type === "image" || part.type === "file")
      return this.#say(part);
    this.#flush();
    if (part.type === "reasoning") append(this.#items, this.#thought(part));
    else if (part.type === "tool-call") this.#items.push(this.#call(part));
    else this.#items.push(this.#result(part));
  }

  #say(part: Extract<Part, { type: "text" | "image" | "file" }>): void {
    const own = part.type === "file" ? undefined : part.extra;
    const { item, ...extra } = this.#extras.isOwn ? (own ?? {}) : {};
    if (!this.#extras.isOwn) this.#extras.fields(own, this.#place);
    const foreign = this.#whole(part);
    if (foreign) {
      this.#flush();
      this.#items.push(foreign);
      return;
    }
    const piece = { ...this.#piece(part), ...extra };
    const isSame =
      this.#spoken &&
      JSON.stringify(this.#spoken.item) === JSON.stringify(item);
    if (!isSame) this.#flush();
    if (this.#spoken) this.#spoken.pieces.push(piece);
    else this.#spoken = { item, pieces: [piece] };
  }

  /** An item that no neutral message holds (a server's own call), as it came. */
  #whole(part: Part): JsonObject | undefined {
    if (part.type !== "text" || foreignType(part) !== "item") return undefined;
    if (this.#extras.isOwn) return objectOf(part.extra?.item);
    throw this.#cannotSay("an item of the server's own");
  }

  #piece(part: Extract<Part, { type: "text" | "image" | "file" }>): JsonObject {
    const said =
      this.#message.role === "assistant" ? "output_text" : "input_text";
    if (part.type === "file") return { type: said, text: fencedFile(part) };
    if (part.type === "image") return imagePiece(part);
    const foreign = foreignType(part);
    if (foreign === undefined) return { type: said, text: part.text };
    if (this.#extras.isOwn) {
      const { item: _, ...own } = part.extra ?? {};
      return own;
    }
    throw this.#cannotSay(`a part of type ${foreign}`);
  }

  #cannotSay(what: string): Error {
    return unsupported(
      `${this.#place}.content`,
      `${what} cannot be expressed here`,
    );
  }

  #flush(): void {
    const spoken = this.#spoken;
    this.#spoken = undefined;
    if (!spoken) return;
    const { instructions: _, ...extra } = this.#extras.fields(
      this.#message.extra,
      this.#at,
      ["role"],
    );
    const role = this.#message.role === "tool" ? "user" : this.#message.role;
    this.#items.push({
      role,
      content: plainOr(spoken.pieces, role === "assistant"),
      ...extra,
      ...(isObject(spoken.item) ? spoken.item : {}),
    });
  }

  #thought(part: ReasoningPart): readonly JsonObject[] {
    const own = this.#extras.isOwn ? objectOf(part.extra?.$wire) : undefined;
    return own ? [own] : writeReasoningItems(part);
  }

  #call(part: ToolCallPart): JsonObject {
    const { $wire, ...extra } = this.#extras.fields(part.extra, this.#place);
    const own = objectOf($wire);
    if (own) return own;
    return {
      type: "function_call",
      call_id: part.id,
      name: part.name,
      arguments: part.arguments === "" ? "{}" : part.arguments,
      ...extra,
    };
  }

  #result(part: ToolResultPart): JsonObject {
    const { $wire, ...extra } = this.#extras.fields(part.extra, this.#place);
    const own = objectOf($wire);
    if (own) return own;
    const pieces = part.content.map((inner) => ({
      ...this.#inner(inner),
      ...(this.#extras.isOwn && !isForeign(inner) ? inner.extra : {}),
    }));
    return {
      type: "function_call_output",
      call_id: part.callId,
      output: plainOr(pieces, false),
      ...extra,
    };
  }

  #inner(part: TextPart | ImagePart): JsonObject {
    if (!isForeign(part))
      return part.type === "image"
        ? imagePiece(part)
        : { type: "input_text", text: part.text };
    if (this.#extras.isOwn) return { ...part.extra };
    throw this.#cannotSay("a part of a result");
  }
}

function isForeign(part: TextPart | ImagePart): boolean {
  return part.type === "text" && foreignType(part) !== undefined;
}

function imagePiece(part: ImagePart): JsonObject {
  const url =
    part.source.type === "url"
      ? part.source.url
      : writeDataUrl(part.mediaType, part.source.data);
  const detail = objectOf(part.extra?.image_url)?.detail;
  return {
    type: "input_image",
    image_url: url,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** One plain text stays a string, except in what the assistant said: there it always is a list. */
function plainOr(pieces: readonly JsonObject[], isList: boolean): unknown {
  const [first] = pieces;
  const { type, text, ...more } = first ?? {};
  const isPlain =
    !isList &&
    pieces.length === 1 &&
    type === "input_text" &&
    Object.keys(more).length === 0;
  return isPlain ? text : pieces;
}
