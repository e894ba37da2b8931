import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/openai-chat/encode.ts";
import { parse } from "#main/dialects/openai-chat/parse.ts";
import { chatRequestSchema } from "#shared/chat/request.ts";
import { arbitraryRequest } from "./arbitrary-request.ts";

/** As it crosses the wire: without undefined, −0 and prototypes. */
function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe("encode, then parse", () => {
  it("keeps everything, unknown fields at every level too", () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const { body } = encode(request, {});
        const parsed = parse(overTheWire(body));
        chatRequestSchema.parse(parsed.request);
        expect(overTheWire(parsed.request)).toEqual(overTheWire(request));
        expect(parsed).toMatchObject({ stream: true, includeUsage: true });
      }),
      { numRuns: 400 },
    );
  });

  it("and encode again gives the same body", () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const { body } = encode(request, {});
        const again = encode(parse(overTheWire(body)).request, {}).body;
        expect(overTheWire(again)).toEqual(overTheWire(body));
      }),
      { numRuns: 200 },
    );
  });
});

it("gives back a caller's body with everything in it", () => {
  const body = {
    model: "openai/gpt-5.4-pro",
    messages: [
      {
        role: "developer",
        content: "Be brief.",
        cache_control: { type: "ephemeral" },
      },
      {
        role: "user",
        name: "ana",
        content: [
          {
            type: "text",
            text: "What is this?",
            cache_control: { type: "ephemeral" },
          },
          {
            type: "image_url",
            image_url: { url: "data:image/png;base64,AAAA", detail: "low" },
          },
          {
            type: "image_url",
            image_url: { url: "https://example.org/a.png" },
          },
          {
            type: "file",
            file: {
              filename: "a.pdf",
              file_data: "data:application/pdf;base64,AAAA",
            },
          },
        ],
      },
      {
        role: "assistant",
        content: null,
        refusal: "No.",
        reasoning: "Hm.",
        reasoning_details: [
          { type: "reasoning.text", text: "Hm.", signature: "s", index: 0 },
        ],
        tool_calls: [
          {
            id: "c1",
            type: "function",
            function: { name: "look", arguments: '{"at":1}' },
          },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: "A dot." },
    ],
    tools: [
      {
        type: "function",
        function: { name: "look", parameters: { type: "object" } },
        cache_control: { type: "ephemeral" },
      },
      { type: "openrouter:web_search", parameters: { max_results: 3 } },
    ],
    tool_choice: { type: "function", function: { name: "look" } },
    response_format: { type: "grammar", grammar: "root ::= x" },
    reasoning: { effort: "high", summary: "concise" },
    max_tokens: 12,
    stop: ["\n"],
    provider: { order: ["Anthropic"] },
    user: "u1",
    stream: true,
    stream_options: { include_usage: true },
  };
  expect(encode(parse(body).request, {}).body).toEqual(body);
});
