import type {
  ImagePart,
  Message,
  Part,
  TextPart,
} from "#shared/chat/message.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import { readDataUrl } from "../data-url.ts";
import { foreignPart } from "../foreign-part.ts";
import { extraOf, type JsonObject } from "../json.ts";
import { readReasoningItem } from "./reasoning-item.ts";
import {
  callItemSchema,
  messageItemSchema,
  outputItemSchema,
  type WireItem,
  type WirePiece,
} from "./wire-schema.ts";

/** Input items to messages; what the assistant thought, said and called in a row is one message. */
export function parseItems(items: readonly WireItem[]): readonly Message[] {
  const messages: Message[] = [];
  items.forEach((item, i) => {
    const message = parseItem(item, `input[${i}]`);
    const last = messages.at(-1);
    if (message.role === "assistant" && last?.role === "assistant")
      last.parts.push(...message.parts);
    else messages.push(message);
  });
  return messages;
}

function parseItem(item: WireItem, at: string): Message {
  switch (item.type ?? "message") {
    case "message":
      return parseMessage(item, at);
    case "function_call": {
      const wire = checkWire(callItemSchema, item, at);
      const { type: _, call_id: id, name, arguments: text, ...rest } = wire;
      const call = { type: "tool-call" as const, id, name, arguments: text };
      return {
        role: "assistant",
        parts: [{ ...call, ...extraOf(present(rest)) }],
      };
    }
    case "function_call_output": {
      const wire = checkWire(outputItemSchema, item, at);
      const { type: _, call_id: callId, output, ...rest } = wire;
      const content = parseContent(output, `${at}.output`);
      const result = { type: "tool-result" as const, callId, content };
      return {
        role: "tool",
        parts: [{ ...result, ...extraOf(present(rest)) }],
      };
    }
    case "reasoning":
      return { role: "assistant", parts: [readReasoningItem(item)] };
    default:
      return {
        role: "assistant",
        parts: [foreignPart({ type: "item", item })],
      };
  }
}

/** What the assistant's item says beside its content stays with each of its parts: items merge. */
function parseMessage(item: WireItem, at: string): Message {
  const { role, content, ...rest } = checkWire(messageItemSchema, item, at);
  const parts: Part[] = parseContent(content, `${at}.content`);
  const fields = present(rest);
  if (role !== "assistant") {
    const isDeveloper = role === "developer";
    const extra = extraOf(isDeveloper ? { ...fields, role } : fields);
    return { role: role === "user" ? "user" : "system", parts, ...extra };
  }
  const marked = parts.map((part) =>
    "extra" in part || Object.keys(fields).length > 0
      ? ({
          ...part,
          extra: { ...("extra" in part ? part.extra : {}), ...itemOf(fields) },
        } as Part)
      : part,
  );
  return { role, parts: marked };
}

function itemOf(fields: JsonObject): JsonObject {
  return Object.keys(fields).length > 0 ? { item: fields } : {};
}

function parseContent(
  content: string | readonly WirePiece[],
  at: string,
): (TextPart | ImagePart)[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map((piece, i) => parsePiece(piece, `${at}[${i}]`));
}

function parsePiece(piece: WirePiece, at: string): TextPart | ImagePart {
  const { type, text, image_url, ...rest } = piece;
  if (type === "input_text" || type === "output_text") {
    if (typeof text !== "string")
      throw invalidRequest(`${at}.text`, "is missing");
    return { type: "text", text, ...extraOf(present(rest)) };
  }
  if (type !== "input_image" || !image_url) return foreignPart(piece);
  const { detail, ...others } = present(rest);
  const inline = readDataUrl(image_url);
  return {
    type: "image",
    mediaType: inline?.mediaType ?? "image/*",
    source: inline
      ? { type: "base64", data: inline.data }
      : { type: "url", url: image_url },
    ...extraOf({
      ...others,
      ...(detail === undefined ? {} : { detail }),
    }),
  };
}

function present(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );
}
