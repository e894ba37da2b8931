import type { FinishReason } from "#shared/chat/stream-event.ts";

const filtered: ReadonlySet<string> = new Set([
  "SAFETY",
  "RECITATION",
  "LANGUAGE",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
]);

const broken: ReadonlySet<string> = new Set([
  "MALFORMED_FUNCTION_CALL",
  "UNEXPECTED_TOOL_CALL",
  "TOO_MANY_TOOL_CALLS",
]);

export function readFinish(word: string, toolCallSeen: boolean): FinishReason {
  if (filtered.has(word)) return "content-filter";
  if (broken.has(word)) return "error";
  if (word === "MAX_TOKENS") return "length";
  return toolCallSeen ? "tool-calls" : "stop";
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: "STOP",
  "tool-calls": "STOP",
  length: "MAX_TOKENS",
  "content-filter": "SAFETY",
  error: "OTHER",
};

export function writeFinish(reason: FinishReason): string {
  return words[reason];
}
