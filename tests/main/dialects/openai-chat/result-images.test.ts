import { expect, test } from "vitest";
import { encode } from "#main/dialects/openai-chat/encode.ts";
import type { Message, Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";

const text = (said: string): Part => ({ type: "text", text: said });
const image = (data: string): Part => ({
  type: "image",
  mediaType: "image/png",
  source: { type: "base64", data },
});
const wire = (data: string) => ({
  type: "image_url",
  image_url: { url: `data:image/png;base64,${data}` },
});
const label = (id: string) => ({ type: "text", text: `What ${id} gave:` });
const result = (callId: string, ...content: Part[]): Part => ({
  type: "tool-result",
  callId,
  content: content as Extract<Part, { type: "text" | "image" }>[],
});
const call = (id: string): Part => ({
  type: "tool-call",
  id,
  name: "look",
  arguments: "{}",
});

function told(messages: Message[], more: Partial<ChatRequest> = {}) {
  const request = { model: "m", messages, parameters: {}, ...more };
  const { body } = encode(request, { noResultImages: true });
  return (body.messages as { role: string; content: unknown }[]).filter(
    ({ role }) => role !== "assistant",
  );
}

const calls: Message = {
  role: "assistant",
  parts: [call("a"), call("b"), call("c")],
};

test("images of results come from the user after the last result, or their calls would stand unanswered", () => {
  expect(
    told([
      calls,
      { role: "tool", parts: [result("a", image("AA"))] },
      { role: "tool", parts: [result("b", text("two"), image("BB"))] },
      { role: "tool", parts: [result("c", text("three"))] },
    ]),
  ).toEqual([
    {
      role: "tool",
      tool_call_id: "a",
      content: "The image is in the message that follows.",
    },
    {
      role: "tool",
      tool_call_id: "b",
      content: "two",
    },
    { role: "tool", tool_call_id: "c", content: "three" },
    {
      role: "user",
      content: [label("a"), wire("AA"), label("b"), wire("BB")],
    },
  ]);
});

test("where the user goes on, it is one message: templates refuse two in a row", () => {
  const goesOn: Message = {
    role: "user",
    parts: [result("a", image("AA")), text("And?")],
  };
  expect(told([calls, goesOn]).slice(1)).toEqual([
    {
      role: "user",
      content: [label("a"), wire("AA"), { type: "text", text: "And?" }],
    },
  ]);
  const next: Message = { role: "assistant", parts: [text("So.")] };
  const { body } = encode(
    {
      model: "m",
      messages: [
        calls,
        { role: "tool", parts: [result("a", image("AA"))] },
        next,
      ],
      parameters: {},
    },
    { noResultImages: true },
  );
  const roles = (body.messages as { role: string }[]).map(({ role }) => role);
  expect(roles).toEqual(["assistant", "tool", "user", "assistant"]);
});

test("a caller of the same dialect keeps its words", () => {
  const messages: Message[] = [
    calls,
    { role: "tool", parts: [result("a", image("AA"))] },
  ];
  expect(told(messages, { dialect: "openai-chat" })).toEqual([
    { role: "tool", tool_call_id: "a", content: [wire("AA")] },
  ]);
});
