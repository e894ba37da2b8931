import type { FinishReason } from "#shared/chat/stream-event.ts";

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["eos", "stop"],
  ["end_turn", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["model_length", "length"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
]);

/** A wire word as our reason: a reply that calls a tool ended for that, whatever the upstream says. */
export function readFinish(
  word: string | undefined,
  seen: { readonly toolCall: boolean; readonly refusal: boolean },
): FinishReason {
  const reason = (word === undefined ? undefined : reasons.get(word)) ?? "stop";
  if (reason !== "stop") return reason;
  if (seen.toolCall) return "tool-calls";
  return seen.refusal ? "content-filter" : "stop";
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: "stop",
  length: "length",
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
  error: "error",
};

export function writeFinish(reason: FinishReason): string {
  return words[reason];
}
