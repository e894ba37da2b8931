import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/openai-responses/encode.ts";
import { parse } from "#main/dialects/openai-responses/parse.ts";
import {
  objectAt,
  placesIn,
  plant,
  plantedAt,
} from "#tests/support/dialects/planted.ts";

const image = { type: "input_image", image_url: "https://i.example/a" };

const full = {
  model: "gpt",
  stream: true,
  instructions: "s",
  metadata: { a: "b" },
  stream_options: { include_obfuscation: false },
  prompt: { id: "p", variables: { v: { type: "input_text", text: "t" } } },
  reasoning: { effort: "low", summary: "auto" },
  text: {
    format: { type: "json_schema", name: "n", schema: { type: "object" } },
  },
  tools: [
    { type: "function", name: "f", parameters: { type: "object" } },
    {
      type: "custom",
      name: "c",
      format: { type: "grammar", syntax: "lark", definition: "d" },
    },
    { type: "local_shell" },
    {
      type: "namespace",
      name: "n",
      tools: [
        { type: "function", name: "g" },
        { type: "custom", name: "h" },
      ],
    },
    {
      type: "tool_search",
      execution: "client",
      parameters: { type: "object" },
    },
    { type: "web_search", user_location: { type: "approximate" } },
  ],
  tool_choice: { type: "function", name: "f" },
  input: [
    { role: "developer", content: "s" },
    {
      type: "message",
      role: "user",
      content: [
        { type: "input_text", text: "a" },
        image,
        {
          type: "input_image",
          image_url: "data:image/png;base64,AAAA",
          detail: "low",
        },
        { type: "input_file", file_id: "x" },
        { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
      ],
    },
    {
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "h" }],
      content: [{ type: "reasoning_text", text: "t" }],
      encrypted_content: "ZGF0YQ==",
    },
    {
      type: "message",
      role: "assistant",
      id: "msg_1",
      status: "completed",
      content: [
        {
          type: "output_text",
          text: "b",
          annotations: [{ type: "url_citation", url: "u" }],
        },
        { type: "refusal", refusal: "no" },
      ],
    },
    { type: "function_call", call_id: "1", name: "f", arguments: "{}" },
    { type: "custom_tool_call", call_id: "2", name: "c", input: "i" },
    {
      type: "local_shell_call",
      call_id: "3",
      action: { type: "exec", command: ["ls"], env: {} },
    },
    {
      type: "function_call",
      call_id: "4",
      name: "g",
      namespace: "n",
      arguments: "{}",
    },
    {
      type: "tool_search_call",
      call_id: "5",
      execution: "client",
      arguments: {},
    },
    {
      type: "web_search_call",
      id: "ws_1",
      action: { type: "search", query: "q" },
    },
    { type: "item_reference", id: "x" },
    { type: "function_call_output", call_id: "1", output: "r" },
    {
      type: "custom_tool_call_output",
      call_id: "2",
      output: [{ type: "input_text", text: "r" }],
    },
    { type: "local_shell_call_output", call_id: "3", output: "r" },
    {
      type: "function_call_output",
      call_id: "4",
      output: [{ type: "input_text", text: "r" }],
    },
    {
      type: "tool_search_output",
      call_id: "5",
      execution: "client",
      tools: [{ type: "function", name: "z" }],
    },
    { role: "user", content: [{ type: "input_text", text: "alone" }] },
    { role: "assistant", content: "so" },
    { type: "reasoning", id: "rs_2", summary: [] },
    { type: "reasoning", summary: [{ type: "summary_text", text: "h" }] },
  ],
};

const bodies: Readonly<Record<string, object>> = {
  full,
  "plain text": {
    ...full,
    text: { format: { type: "text" } },
    tool_choice: { type: "custom", name: "c" },
    reasoning: { summary: "auto" },
  },
  "any JSON": {
    ...full,
    text: { format: { type: "json_object" }, verbosity: "low" },
    tool_choice: {
      type: "allowed_tools",
      mode: "auto",
      tools: [{ type: "function", name: "f" }],
    },
  },
};

describe("unknown fields of OpenAI's own callers", () => {
  for (const [name, body] of Object.entries(bodies))
    it.each(placesIn(body, ["parameters", "schema", "arguments", "env"]))(
      `reach OpenAI (${name}): %s`,
      (place) => {
        const { request } = parse(plantedAt(body, place));
        expect(objectAt(encode(request).body, place)).toMatchObject(plant);
      },
    );
});
