import { expect, test } from "vitest";
import { copyHistory } from "#main/domain/comparisons/copy-history.ts";
import { aMessage } from "#tests/fakes/messages.ts";

const servedBy = {
  instance: "i",
  model: "m",
  local: false,
  simulated: false,
  attempt: 0,
};

test("a copy has its own chain, no cost, no saving, and nothing that runs", () => {
  const prompt = aMessage();
  const reply = aMessage({
    parentId: prompt.id,
    role: "assistant",
    status: "streaming",
    servedBy: {
      ...servedBy,
      cached: { source: "disk", ageSeconds: 1, savedNanoUsd: 9 },
    },
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
      servedBy: { ...servedBy, cached: { source: "disk", ageSeconds: 1 } },
      usage: { inputTokens: 1, outputTokens: 2 },
    },
  ]);
});
