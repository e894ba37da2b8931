import type { ReasoningPart } from "#shared/chat/message.ts";
import { isObject, stringOf, type JsonObject } from "../json.ts";
import {
  anthropicFormat,
  joinReasoningDetails,
  unwrapDetail,
  wrapDetail,
} from "../reasoning-details.ts";

/** A `thinking` or `redacted_thinking` block as a neutral entry; every field of it is kept. */
export function readThinking(block: JsonObject): JsonObject {
  if (block.type === "redacted_thinking") {
    const { type: _, data, ...rest } = block;
    const foreign = unwrapDetail(stringOf(data) ?? "");
    return (
      foreign ?? {
        type: "reasoning.encrypted",
        data,
        format: anthropicFormat,
        ...rest,
      }
    );
  }
  const { type: _, thinking, ...rest } = block;
  return {
    type: "reasoning.text",
    text: stringOf(thinking) ?? "",
    format: anthropicFormat,
    ...rest,
  };
}

/** Such an entry as the block it was. */
export function writeThinking(detail: JsonObject): JsonObject {
  const { type, format: _format, index: _index, ...rest } = detail;
  if (type === "reasoning.encrypted")
    return { type: "redacted_thinking", ...rest };
  const { text, ...more } = rest;
  return { type: "thinking", thinking: stringOf(text) ?? "", ...more };
}

/**
 * Earlier reasoning as blocks. Only what Anthropic signed goes back to it: it refuses any other, and
 * unsigned text of an earlier turn changes nothing.
 */
export function thinkingBlocks(part: ReasoningPart): readonly JsonObject[] {
  return joinReasoningDetails(part.details ?? [])
    .filter(isObject)
    .filter(isAnthropic)
    .map(writeThinking);
}

export function isAnthropic(detail: JsonObject): boolean {
  if (detail.format !== undefined && detail.format !== anthropicFormat)
    return false;
  if (detail.type === "reasoning.encrypted")
    return detail.format === anthropicFormat;
  return (
    detail.type === "reasoning.text" &&
    (stringOf(detail.signature) ?? "") !== ""
  );
}

/** Another maker's signed reasoning, carried through this dialect as a block that nobody opens. */
export function foreignThinking(detail: JsonObject): JsonObject {
  return { type: "redacted_thinking", data: wrapDetail(detail) };
}
