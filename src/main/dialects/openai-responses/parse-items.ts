import { append } from "#shared/collections/append.ts";
import type { Message, Part } from "#shared/chat/message.ts";
import { checkWire } from "../check-wire.ts";
import { foreignPart } from "../foreign-part.ts";
import { extraOf, present, type JsonObject } from "../json.ts";
import type { Place } from "../own-names.ts";
import { parseCallItem } from "./parse-calls.ts";
import { parseContent } from "./parse-content.ts";
import { readReasoningItem } from "./reasoning-item.ts";
import type { ToolNames } from "./tool-names.ts";
import { messageItemSchema, type WireItem } from "./wire-schema.ts";

export interface ParsedItems {
  readonly messages: readonly Message[];
  /** By message, the item that each of its parts was. */
  readonly places: readonly (readonly Place[])[];
}

/** Input items to messages; what the assistant thought, said and called in a row is one message. */
export function parseItems(
  items: readonly WireItem[],
  names: ToolNames,
): ParsedItems {
  const messages: Message[] = [];
  const places: Place[][] = [];
  items.forEach((item, i) => {
    // It is among the request's tools already.
    if (item.type === "additional_tools") return;
    const at = `input[${i}]`;
    const message = parseCallItem(item, { at, names }) ?? parseItem(item, at);
    const own = Array<Place>(Math.max(1, message.parts.length)).fill({
      at,
      content: `${at}${contentOf(item)}`,
    });
    const last = messages.at(-1);
    if (message.role === "assistant" && last?.role === "assistant") {
      append(last.parts, message.parts);
      append(places.at(-1) ?? [], own.slice(0, message.parts.length));
    } else {
      messages.push(message);
      places.push(own);
    }
  });
  return { messages, places };
}

function contentOf({ type, output }: WireItem): string {
  if ((type ?? "message") === "message") return ".content";
  return output === undefined ? "" : ".output";
}

function parseItem(item: WireItem, at: string): Message {
  switch (item.type ?? "message") {
    case "message":
      return parseMessage(item, at);
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
