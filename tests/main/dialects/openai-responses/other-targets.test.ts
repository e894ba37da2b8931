import { expect, test } from "vitest";
import { dialects } from "#main/dialects/table.ts";

/** As Codex and OpenAI's own library send a conversation back. */
const input = [
  {
    type: "message",
    role: "developer",
    content: [{ type: "input_text", text: "Be brief." }],
  },
  {
    type: "message",
    id: "msg_0",
    role: "user",
    content: [{ type: "input_text", text: "Tides?" }],
  },
  {
    type: "message",
    id: "msg_1",
    status: "completed",
    role: "assistant",
    content: [
      {
        type: "output_text",
        text: "At Brest?",
        annotations: [],
        logprobs: [],
      },
    ],
  },
  { type: "message", role: "user", content: "Yes." },
];

test.each(["openai-chat", "anthropic-messages", "gemini", "ollama"] as const)(
  "what a message's item says of itself is no reason to refuse it (%s)",
  (target) => {
    const { request } = dialects["openai-responses"].parse({
      model: "m",
      input,
    });
    const { body } = dialects[target].encode(request, {});
    const text = JSON.stringify(body);
    for (const said of ["Be brief.", "Tides?", "At Brest?", "Yes."])
      expect(text).toContain(said);
    expect(text).not.toMatch(/logprobs|annotations|msg_1/);
  },
);
