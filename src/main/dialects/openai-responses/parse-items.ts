import type { Message, Part } from "#shared/chat/message.ts";
import { checkWire } from "../check-wire.ts";
import { foreignPart } from "../foreign-part.ts";
import { extraOf, type JsonObject } from "../json.ts";
import { parseCallItem } from "./parse-calls.ts";
import { parseContent, present } from "./parse-content.ts";
import { readReasoningItem } from "./reasoning-item.ts";
import type { ToolNames } from "./tool-names.ts";
import { messageItemSchema, type WireItem } from "./wire-schema.ts";

/** Input items to messages; what the assistant thought, said and called in a row is one message. */
export function parseItems(
  items: readonly WireItem[],
  names: ToolNames,
): readonly Message[] {
  const messages: Message[] = [];
  items.forEach((item, i) => {
    // It is among the request's tools already.
    if (item.type === "additional_tools") return;
    const at = `input[${i}]`;
    const message = parseCallItem(item, { at, names }) ?? parseItem(item, at);
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
