import { expect, test } from "vitest";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { sizeOf } from "#renderer/stores/chat-message-size.ts";

const reply = (outputTokens: number) =>
  ({ usage: { inputTokens: 10, outputTokens } }) as BranchMessage;

test("a message is as long as it is written, and its answer as the last ones", () => {
  const empty = { messages: [], usedTokens: 0, characters: 0 };
  expect(sizeOf(empty)).toEqual({ inputTokens: 1_000, outputTokens: 500 });
  expect(sizeOf({ ...empty, characters: 300 })).toEqual({
    inputTokens: 100,
    outputTokens: 500,
  });
  const messages = [9_000, 10, 20, 30, 40, 50].map(reply);
  expect(sizeOf({ messages, usedTokens: 700, characters: 30 })).toEqual({
    inputTokens: 710,
    outputTokens: 30,
  });
});
