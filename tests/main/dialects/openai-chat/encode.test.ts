import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/openai-chat/encode.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { Message } from "#shared/chat/message.ts";

function request(
  messages: Message[],
  more: Partial<ChatRequest> = {},
): ChatRequest {
  return { model: "m", messages, parameters: {}, ...more };
}

function messagesOf(...messages: Message[]): unknown {
  return encode(request(messages), {}).body.messages;
}

describe("messages", () => {
  it("puts an attached file into the prompt, fenced longer than any fence inside, and named", () => {
    const file = {
      type: "file" as const,
      name: "notes.md",
      mediaType: "text/markdown",
      text: "a\n````\nb\n````",
    };
    const text = { type: "text" as const, text: "Read this." };
    expect(messagesOf({ role: "user", parts: [text, file] })).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Read this." },
          {
            type: "text",
            text: "File: notes.md\n`````\na\n````\nb\n````\n`````",
          },
        ],
      },
    ]);
  });

  it("gives every tool result a message of its own, before what else the turn says", () => {
    expect(
      messagesOf({
        role: "user",
        parts: [
          { type: "text", text: "And now?" },
          {
            type: "tool-result",
            callId: "a",
            content: [{ type: "text", text: "1" }],
          },
          {
            type: "tool-result",
            callId: "b",
            content: [{ type: "text", text: "2" }],
          },
        ],
      }),
    ).toEqual([
      { role: "tool", tool_call_id: "a", content: "1" },
      { role: "tool", tool_call_id: "b", content: "2" },
      { role: "user", content: "And now?" },
    ]);
  });

  it("sends reasoning details back verbatim, streamed pieces joined to their block", () => {
    const details = [
      {
        type: "reasoning.text",
        text: "Let",
        index: 0,
        format: "anthropic-claude-v1",
      },
      {
        type: "reasoning.text",
        text: " me",
        index: 0,
        format: "anthropic-claude-v1",
      },
      {
        type: "reasoning.text",
        signature: "sig",
        index: 0,
        format: "anthropic-claude-v1",
      },
      { type: "reasoning.encrypted", data: "xyz", index: 1 },
    ];
    expect(
      messagesOf({
        role: "assistant",
        parts: [
          { type: "reasoning", text: "Let me", details },
          { type: "tool-call", id: "c", name: "f", arguments: "" },
        ],
      }),
    ).toEqual([
      {
        role: "assistant",
        content: null,
        reasoning: "Let me",
        reasoning_details: [
          {
            type: "reasoning.text",
            text: "Let me",
            signature: "sig",
            index: 0,
            format: "anthropic-claude-v1",
          },
          { type: "reasoning.encrypted", data: "xyz", index: 1 },
        ],
        tool_calls: [
          {
            id: "c",
            type: "function",
            function: { name: "f", arguments: "{}" },
          },
        ],
      },
    ]);
  });
});

describe("quirks", () => {
  const reasoningTurn: Message = {
    role: "assistant",
    parts: [
      { type: "reasoning", text: "Hm" },
      { type: "text", text: "Yes" },
    ],
  };

  it("names the bound of tokens and the reasoning as the upstream knows them", () => {
    const { body } = encode(
      request([reasoningTurn], {
        parameters: { maxTokens: 5, reasoning: { effort: "low" } },
      }),
      {
        maxTokensField: "max_completion_tokens",
        reasoningStyle: "effort",
        reasoningBack: "reasoning_content",
        noStreamOptions: true,
      },
    );
    expect(body).toEqual({
      model: "m",
      messages: [
        { role: "assistant", content: "Yes", reasoning_content: "Hm" },
      ],
      max_completion_tokens: 5,
      reasoning_effort: "low",
      stream: true,
    });
  });

  it("has a word for how much is thought, and none for who may see it", () => {
    const encodeWith = (reasoning: ChatRequest["parameters"]["reasoning"]) =>
      encode(
        request([reasoningTurn], {
          parameters: reasoning ? { reasoning } : {},
        }),
        { reasoningStyle: "effort" },
      );
    expect(encodeWith({ exclude: true }).body).toEqual(
      encodeWith(undefined).body,
    );
    expect(
      encodeWith({ enabled: false, effort: "high" }).body.reasoning_effort,
    ).toBe("none");
  });
});
