import type {
  ImagePart,
  Message,
  Part,
  ReasoningPart,
  TextPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { unsupported } from "../check-wire.ts";
import { fencedFile } from "../fenced-file.ts";
import type { ExtraWriter } from "../foreign-extra.ts";
import { foreignType } from "../foreign-part.ts";
import { isObject, objectOf, parseJson, type JsonObject } from "../json.ts";
import { joinReasoningDetails } from "../reasoning-details.ts";
import { callArguments } from "../call-arguments.ts";
import { ids } from "./call-ids.ts";
import { isGemini, onText, writeSignature } from "./signatures.ts";

/** The parts of one message; `names` knows which tool each call id called. */
export function encodeParts(
  message: Message,
  extras: ExtraWriter,
  context: { names: ReadonlyMap<string, string>; at: string },
): readonly JsonObject[] {
  const encoder = new PartEncoder(extras, context.names, context.at);
  return encoder.encode(message.parts);
}

class PartEncoder {
  readonly #extras: ExtraWriter;
  readonly #names: ReadonlyMap<string, string>;
  readonly #at: string;
  /** Of the part that is being written. */
  #place = "";
  /** Signatures that wait for the call of their id, or for a text. */
  readonly #signatures = new Map<string, string>();

  constructor(
    extras: ExtraWriter,
    names: ReadonlyMap<string, string>,
    at: string,
  ) {
    this.#extras = extras;
    this.#names = names;
    this.#at = at;
  }

  encode(parts: readonly Part[]): readonly JsonObject[] {
    const encoded = parts.flatMap((part, i) => {
      this.#place = `${this.#at}.parts[${i}]`;
      return this.#part(part);
    });
    const left = this.#signatures.get(onText);
    return left === undefined
      ? encoded
      : [...encoded, { text: "", thoughtSignature: left }];
  }

  #part(part: Part): readonly JsonObject[] {
    switch (part.type) {
      case "text":
        return this.#text(part);
      case "image":
        return [this.#image(part)];
      case "file":
        return [{ text: fencedFile(part) }];
      case "reasoning":
        return this.#reasoning(part);
      case "tool-call": {
        const { id, name } = part;
        const call = {
          ...ids.onWire(id),
          name,
          args: callArguments(part.arguments),
        };
        const extra = this.#fields(part.extra);
        return [
          { ...this.#signature(id), ...joined("functionCall", call, extra) },
        ];
      }
      case "tool-result":
        return this.#result(part);
      default:
        return assertNever(part);
    }
  }

  #fields(extra: JsonObject | undefined): JsonObject {
    return this.#extras.fields(extra, this.#place);
  }

  #signature(id: string): JsonObject {
    const signature = this.#signatures.get(id);
    this.#signatures.delete(id);
    return signature === undefined ? {} : { thoughtSignature: signature };
  }

  #text(part: TextPart): readonly JsonObject[] {
    const foreign = foreignType(part);
    if (foreign === undefined) {
      const signature = this.#signature(onText);
      if (part.text === "" && Object.keys(signature).length === 0) return [];
      return [{ text: part.text, ...signature, ...this.#fields(part.extra) }];
    }
    if (!this.#extras.isOwn)
      throw unsupported(
        `${this.#place}.content`,
        `a part of type ${foreign} cannot be expressed here`,
      );
    const { type: _, ...whole } = part.extra ?? {};
    return [whole];
  }

  #image(part: ImagePart): JsonObject {
    const extra = this.#fields(part.extra);
    const { source, mediaType: mimeType } = part;
    if (source.type === "base64")
      return joined("inlineData", { mimeType, data: source.data }, extra);
    if (this.#extras.isOwn)
      return joined("fileData", { mimeType, fileUri: source.url }, extra);
    throw unsupported(
      `${this.#place}.content`,
      "this upstream takes images as data only, not by address",
    );
  }

  /** Thoughts of another maker mean nothing here; Google's own go back with their signatures. */
  #reasoning(part: ReasoningPart): readonly JsonObject[] {
    const details = joinReasoningDetails(part.details ?? []).filter(isObject);
    let own: JsonObject = {};
    for (const detail of details.filter(isGemini)) {
      const signature = writeSignature(detail);
      if (typeof detail.id === "string")
        this.#signatures.set(detail.id, signature);
      else own = { thoughtSignature: signature };
    }
    own = { ...own, ...(this.#extras.isOwn ? part.extra : {}) };
    const isEmpty = part.text === "" && Object.keys(own).length === 0;
    if (!this.#extras.isOwn || isEmpty) return [];
    return [{ text: part.text, thought: true, ...own }];
  }

  /** A result is an object here: JSON text that is one stays it, other text stands under `output`. */
  #result(part: ToolResultPart): readonly JsonObject[] {
    const texts = part.content.filter((inner) => inner.type === "text");
    const images = part.content.filter((inner) => inner.type === "image");
    const text = texts.map((inner) => inner.text).join("\n");
    const value = parseJson(text);
    const key = part.isError ? "error" : "output";
    const response = isObject(value) && !part.isError ? value : { [key]: text };
    const name = part.name ?? this.#names.get(part.callId) ?? part.callId;
    const result = { ...ids.onWire(part.callId), name, response };
    return [
      joined("functionResponse", result, this.#fields(part.extra)),
      ...images.map((image) => this.#image(image)),
    ];
  }
}

/** A part around one object, to which `extra` may add fields under the same name. */
function joined(
  name: string,
  value: JsonObject,
  extra: JsonObject,
): JsonObject {
  return { ...extra, [name]: { ...value, ...objectOf(extra[name]) } };
}
