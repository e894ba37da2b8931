import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/openai-chat/encode.ts";
import { parse } from "#main/dialects/openai-chat/parse.ts";
import {
  objectAt,
  placesIn,
  plant,
  plantedAt,
} from "#tests/support/dialects/planted.ts";

const called = { name: "f", arguments: "{}" };
const image = { type: "image_url", image_url: { url: "https://i.example/a" } };

const full = {
  model: "gpt",
  stream: true,
  stream_options: { include_usage: true },
  metadata: { a: "b" },
  prediction: { type: "content", content: [{ type: "text", text: "p" }] },
  provider: { order: ["x"], max_price: { prompt: 1 } },
  reasoning: { effort: "low" },
  tools: [
    {
      type: "function",
      function: { name: "f", parameters: { type: "object" } },
    },
    { type: "custom", custom: { name: "c", format: { type: "text" } } },
  ],
  tool_choice: { type: "function", function: { name: "f" } },
  response_format: {
    type: "json_schema",
    json_schema: { name: "n", schema: { type: "object" } },
  },
  messages: [
    { role: "system", content: "s" },
    { role: "developer", content: [{ type: "text", text: "s" }] },
    {
      role: "user",
      name: "u",
      content: [
        { type: "text", text: "a" },
        image,
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
        { type: "file", file: { file_id: "x" } },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "text", text: "b" },
        { type: "refusal", refusal: "no" },
      ],
      reasoning: "h",
      reasoning_details: [{ type: "reasoning.text", text: "h" }],
      annotations: [{ type: "url_citation", url_citation: { url: "u" } }],
      audio: { id: "x" },
      images: [image],
      tool_calls: [
        { id: "1", type: "function", function: called },
        { id: "2", type: "custom", custom: { name: "c", input: "i" } },
      ],
    },
    { role: "tool", tool_call_id: "1", content: "r" },
    { role: "tool", tool_call_id: "2", content: [{ type: "text", text: "r" }] },
    { role: "assistant", content: null, function_call: called },
    { role: "function", name: "f", content: "r" },
    { role: "user", content: [{ type: "text", text: "alone" }] },
  ],
};

const bodies: Readonly<Record<string, object>> = {
  full,
  "plain text": {
    ...full,
    response_format: { type: "text" },
    tool_choice: {
      type: "allowed_tools",
      allowed_tools: {
        mode: "auto",
        tools: [{ type: "function", function: { name: "f" } }],
      },
    },
    reasoning: { enabled: true },
  },
  "any JSON": {
    ...full,
    response_format: { type: "json_object" },
    tool_choice: { type: "custom", custom: { name: "c" } },
  },
};

describe("unknown fields of OpenAI's own callers", () => {
  for (const [name, body] of Object.entries(bodies))
    it.each(placesIn(body, ["parameters", "schema"]))(
      `reach OpenAI (${name}): %s`,
      (place) => {
        const { request } = parse(plantedAt(body, place));
        expect(objectAt(encode(request, {}).body, place)).toMatchObject(plant);
      },
    );
});
