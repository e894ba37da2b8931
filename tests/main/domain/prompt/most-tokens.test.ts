import { expect, test } from "vitest";
import type { ChatRequest } from "#shared/chat/request.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import { mostPromptTokens } from "#main/domain/prompt/most-tokens.ts";

const words = "word ".repeat(1_000);
const packed = "A".repeat(64_000);
const plain = { model: "m", messages: [], parameters: {} };

function foreign(extra: Record<string, unknown>): ChatRequest {
  const parts = [{ type: "text" as const, text: "", extra }];
  return { ...plain, messages: [{ role: "user", parts }] };
}

test("what is read here is counted as ever", () => {
  const parts = [{ type: "text" as const, text: words }];
  const request: ChatRequest = {
    ...plain,
    messages: [{ role: "user", parts }],
  };
  expect(mostPromptTokens(request)).toBe(estimateRequestTokens(request));
});

test.each<[string, ChatRequest, number]>([
  ["a document's text", foreign({ type: "document", data: words }), 1_400],
  ["one in Base64", foreign({ type: "document", data: packed }), 4_000],
  [
    "a recording",
    foreign({ type: "input_audio", input_audio: { data: packed } }),
    1_000,
  ],
  [
    "a recording in Google's words",
    foreign({
      type: "inlineData",
      inlineData: { mimeType: "audio/mp3", data: packed },
    }),
    1_000,
  ],
  [
    "a document that calls something in it a recording",
    foreign({ type: "document", source: { type: "audio", data: packed } }),
    4_000,
  ],
  [
    "a result of a tool",
    {
      ...plain,
      messages: [
        {
          role: "tool",
          parts: [
            {
              type: "tool-result",
              callId: "c",
              content: [
                { type: "text", text: "", extra: { type: "x", words } },
              ],
            },
          ],
        },
      ],
    },
    1_400,
  ],
  ["a field that passes as it came", { ...plain, extra: { words } }, 1_400],
  [
    "a schema of replies",
    {
      ...plain,
      responseFormat: {
        type: "json-schema",
        name: "x",
        schema: { description: words },
      },
    },
    1_400,
  ],
])("%s is counted", (_, request, least) => {
  const tokens = mostPromptTokens(request);
  expect(tokens).toBeGreaterThanOrEqual(least);
  expect(tokens).toBeLessThan(least * 1.1);
});
