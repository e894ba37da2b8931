import { expect, it } from "vitest";
import { promptTurns } from "#main/adapters/local/prompt-turns.ts";
import { toPrompt } from "#main/adapters/local/to-prompt.ts";
import type { Message } from "#shared/chat/message.ts";
import { ask } from "./real-runtime.ts";

const question: Message = {
  role: "user",
  parts: [{ type: "text", text: "Look!" }],
};
const calling: Message = {
  role: "assistant",
  parts: [
    { type: "reasoning", text: "I must look." },
    { type: "tool-call", id: "a", name: "look", arguments: "" },
  ],
};
const result = (role: "user" | "tool"): Message => ({
  role,
  parts: [
    {
      type: "tool-result",
      callId: "a",
      content: [{ type: "text", text: "A tree" }],
    },
  ],
});

it("what was thought before calls stays until the next question, whoever brings the results", () => {
  const called = {
    role: "assistant",
    text: "",
    calls: [{ id: "a", name: "look", arguments: "{}" }],
  };
  const answer = {
    role: "tool",
    text: "A tree",
    answers: { id: "a", name: "look" },
  };
  const asked = { role: "user", text: "Look!" };
  for (const role of ["user", "tool"] as const) {
    const turns = [question, calling, result(role)];
    const thought = { ...called, thought: "I must look." };
    expect(promptTurns(turns)).toEqual([asked, thought, answer]);
    const further = promptTurns([...turns, question]);
    expect(further).toEqual([asked, called, answer, asked]);
  }
});

it("what was thought before an answer is left out", () => {
  const answer: Message = {
    role: "assistant",
    parts: [
      { type: "reasoning", text: "Easy." },
      { type: "text", text: "Yes" },
    ],
  };
  expect(promptTurns([question, answer])[1]).toEqual({
    role: "assistant",
    text: "Yes",
  });
});

it("an effort is told by its word as well as by its share", () => {
  const prompt = toPrompt(ask("Hi", { reasoning: { effort: "high" } }));
  expect(prompt).toMatchObject({
    thinking: true,
    effort: "high",
    thoughtShare: 0.8,
  });
  const none = toPrompt(ask("Hi", { reasoning: { effort: "none" } }));
  expect(none).not.toHaveProperty("effort");
});
