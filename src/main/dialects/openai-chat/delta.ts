import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { readDataUrl } from "../data-url.ts";
import {
  arrayOf,
  filledString,
  isObject,
  objectOf,
  type JsonObject,
} from "../json.ts";

/** Reasoning of one delta. Its several fields repeat each other, so only the first that speaks counts. */
export function readReasoning(
  delta: JsonObject,
): Extract<StreamEvent, { type: "reasoning-delta" }> | undefined {
  const details = arrayOf(delta.reasoning_details);
  const text =
    filledString(delta.reasoning) ??
    filledString(delta.reasoning_content) ??
    textOfDetails(details);
  if (text === "" && details.length === 0) return undefined;
  const base = { type: "reasoning-delta", text } as const;
  return details.length > 0 ? { ...base, details: [...details] } : base;
}

function textOfDetails(details: readonly unknown[]): string {
  return details.length === 0 ? "" : details.map(detailText).join("");
}

function detailText(detail: unknown): string {
  if (!isObject(detail)) return "";
  return filledString(detail.text) ?? filledString(detail.summary) ?? "";
}

export interface ContentPiece {
  readonly type: "text" | "reasoning";
  readonly text: string;
}

/** `content` of one delta: a string, or a list of typed pieces as some upstreams write it. */
export function readContent(content: unknown): readonly ContentPiece[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return arrayOf(content).flatMap((piece): readonly ContentPiece[] => {
    if (!isObject(piece)) return [];
    const thinking = arrayOf(piece.thinking).flatMap(readThought);
    if (thinking.length > 0)
      return thinking.map((text) => ({ type: "reasoning", text }));
    const text = filledString(piece.text);
    return text === undefined ? [] : [{ type: "text", text }];
  });
}

function readThought(piece: unknown): readonly string[] {
  const text = isObject(piece) ? filledString(piece.text) : undefined;
  return text === undefined ? [] : [text];
}

/** Tool calls, and the one of the field that came before them. */
export function readCalls(delta: JsonObject): readonly unknown[] {
  const calls = arrayOf(delta.tool_calls);
  const { function_call: called } = delta;
  return isObject(called) ? [...calls, { index: 0, function: called }] : calls;
}

/** Generated images. An address instead of data stands as text: nobody fetches it. */
export function readImages(delta: JsonObject): readonly StreamEvent[] {
  return arrayOf(delta.images).flatMap((image): readonly StreamEvent[] => {
    const url = filledString(objectOf(objectOf(image)?.image_url)?.url);
    if (url === undefined) return [];
    const inline = readDataUrl(url);
    return inline
      ? [{ type: "image", ...inline }]
      : [{ type: "text-delta", text: `![image](${url})` }];
  });
}
