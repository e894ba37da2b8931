import { expect, test } from "vitest";
import { copyHistory } from "#main/domain/comparisons/copy-history.ts";
import { aMessage } from "#tests/fakes/messages.ts";

test("a copy has its own chain, no cost, and nothing that runs", () => {
  const prompt = aMessage();
  const reply = aMessage({
    parentId: prompt.id,
    role: "assistant",
    status: "streaming",
    usage: {
      inputTokens: 1,
      outputTokens: 2,
      costNanoUsd: 9,
      costSource: "upstream",
    },
  });
  let count = 0;
  const copies = copyHistory([prompt, reply], "new", () => `n${(count += 1)}`);
  expect(copies).toEqual([
    { ...prompt, id: "n1", conversationId: "new" },
    {
      ...reply,
      id: "n2",
      parentId: "n1",
      conversationId: "new",
      status: "interrupted",
      usage: { inputTokens: 1, outputTokens: 2 },
    },
  ]);
});
