import type { FinishReason } from "#shared/chat/stream-event.ts";

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["refusal", "content-filter"],
]);

export function readFinish(word: string, toolCallSeen: boolean): FinishReason {
  const reason = reasons.get(word) ?? "stop";
  return reason === "stop" && toolCallSeen && word !== "pause_turn"
    ? "tool-calls"
    : reason;
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  "tool-calls": "tool_use",
  "content-filter": "refusal",
  error: "end_turn",
};

export function writeFinish(reason: FinishReason): string {
  return words[reason];
}
