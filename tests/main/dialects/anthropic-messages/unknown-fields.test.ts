import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/anthropic-messages/encode.ts";
import { encode as encodeForOpenAi } from "#main/dialects/openai-chat/encode.ts";
import { parse } from "#main/dialects/anthropic-messages/parse.ts";
import {
  objectAt,
  placesIn,
  plant,
  plantedAt,
} from "#tests/support/dialects/planted.ts";

const cache = { cache_control: { type: "ephemeral" } };
const picture = { type: "base64", media_type: "image/png", data: "AAAA" };
const citation = { type: "char_location", cited_text: "a", document_index: 0 };
const format = { type: "json_schema", schema: { type: "object" } };

const full = {
  model: "claude",
  max_tokens: 4000,
  stream: true,
  system: [
    { type: "text", text: "s", ...cache },
    { type: "text", text: "t" },
  ],
  metadata: { user_id: "u" },
  context_management: { edits: [{ type: "clear_thinking", keep: "all" }] },
  mcp_servers: [{ type: "url", name: "m", url: "https://m.example" }],
  container: { skills: [{ type: "custom", skill_id: "k" }] },
  thinking: { type: "enabled", budget_tokens: 2000 },
  output_config: { effort: "low", format },
  tools: [
    { name: "f", description: "d", input_schema: { type: "object" }, ...cache },
    {
      name: "g",
      type: "custom",
      strict: true,
      input_schema: { type: "object" },
    },
    {
      type: "web_search_20250305",
      name: "web_search",
      user_location: { type: "approximate" },
    },
  ],
  tool_choice: { type: "tool", name: "f" },
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "a", ...cache },
        { type: "image", source: picture },
        { type: "image", source: { type: "url", url: "https://i.example/a" } },
        { type: "image", source: { type: "file", file_id: "x" } },
        {
          type: "document",
          source: { type: "text", media_type: "text/plain", data: "d" },
          citations: { enabled: true },
        },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "h", signature: "c2ln" },
        { type: "redacted_thinking", data: "ZGF0YQ==" },
        { type: "text", text: "b", citations: [citation] },
        { type: "server_tool_use", id: "s1", name: "web_search", input: {} },
        {
          type: "tool_use",
          id: "t1",
          name: "f",
          input: {},
          caller: { type: "direct" },
        },
        { type: "tool_use", id: "t2", name: "f", input: {} },
        { type: "tool_use", id: "t3", name: "f", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        {
          type: "tool_result",
          tool_use_id: "t1",
          content: "r",
          is_error: true,
        },
        {
          type: "tool_result",
          tool_use_id: "t2",
          content: [{ type: "text", text: "r" }],
        },
        {
          type: "tool_result",
          tool_use_id: "t3",
          content: [
            { type: "text", text: "r" },
            { type: "image", source: picture },
            {
              type: "search_result",
              source: "w",
              title: "t",
              content: [{ type: "text", text: "x" }],
            },
            { type: "thinking", thinking: "odd" },
            { type: "tool_use", id: "t9", name: "f", input: {} },
          ],
        },
        { type: "text", text: "go on" },
      ],
    },
    { role: "assistant", content: "so" },
    {
      role: "system",
      content: [{ type: "text", text: "now" }],
      output_config: { effort: "high" },
    },
    {
      role: "user",
      content: [{ type: "text", text: "alone" }],
    },
  ],
};

const bodies: Readonly<Record<string, object>> = {
  full,
  "one block each": {
    ...full,
    system: [{ type: "text", text: "s" }],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
    thinking: { type: "adaptive" },
    messages: [{ role: "user", content: "a" }],
  },
  "a choice of any": { ...full, tool_choice: { type: "any" } },
  "a choice of none": { ...full, tool_choice: { type: "none" } },
  "a choice of none, one call a turn": {
    ...full,
    tool_choice: { type: "none", disable_parallel_tool_use: true },
  },
  "the older name of the format": {
    ...full,
    output_config: { effort: "low" },
    output_format: format,
  },
};

const own = ["schema", "input_schema", "input"];

describe("unknown fields of Anthropic's own callers", () => {
  for (const [name, body] of Object.entries(bodies))
    it.each(placesIn(body, own))(`reach Anthropic (${name}): %s`, (place) => {
      const { request } = parse(plantedAt(body, place));
      expect(objectAt(encode(request, {}).body, place)).toMatchObject(plant);
    });

  it("are kept apart where two messages in a row say the same one", () => {
    const messages = [1, 2].map((x_new) => {
      return { role: "user", content: "a", x_new };
    });
    const { request } = parse({ model: "claude", max_tokens: 9, messages });
    expect(encode(request, {}).body.messages).toEqual(messages);
  });

  it.each([
    [{ tool_choice: { type: "auto", x_new: 1 } }, "tool_choice.x_new"],
    [
      {
        messages: [
          {
            role: "user",
            content: [{ type: "image", source: { ...picture, x_new: 1 } }],
          },
        ],
      },
      "messages[0].parts[0].source.x_new",
    ],
  ])(
    "are refused by their path for another upstream: %j",
    (more, parameter) => {
      const { request } = parse({
        model: "claude",
        max_tokens: 9,
        tools: full.tools.slice(0, 1),
        messages: [{ role: "user", content: "a" }],
        ...more,
      });
      expect(() => encodeForOpenAi(request, {})).toThrow(
        expect.objectContaining({
          code: "unsupported-parameter",
          data: { parameter },
        }),
      );
    },
  );
});
