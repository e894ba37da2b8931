import type { TextPart } from "#shared/chat/message.ts";
import { stringOf, type JsonObject } from "./json.ts";

/**
 * A content part that no neutral part holds (audio, video, a server's file) travels as a text part
 * without text whose `extra` is the whole wire part, `type` included.
 */
export function foreignPart(part: JsonObject): TextPart {
  return { type: "text", text: "", extra: { ...part } };
}

/** The wire part's own type, when the part is foreign. */
export function foreignType(part: TextPart): string | undefined {
  return part.text === "" ? stringOf(part.extra?.type) : undefined;
}
