import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode as encodeAnthropic } from "#main/dialects/anthropic-messages/encode.ts";
import { encode } from "#main/dialects/openai-responses/encode.ts";
import { parse } from "#main/dialects/openai-responses/parse.ts";
import { serveWhole } from "#main/dialects/openai-responses/serve.ts";
import { encode as encodeChat } from "#main/dialects/openai-chat/encode.ts";
import { parse as parseChat } from "#main/dialects/openai-chat/parse.ts";
import { chatRequestSchema } from "#shared/chat/request.ts";
import { fold, overTheWire } from "#tests/support/dialects/fold.ts";

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const said = fc.record({ type: fc.constant("input_text"), text: fc.string() });
const image = fc.record({
  type: fc.constant("input_image"),
  image_url: fc.constantFrom(
    "data:image/png;base64,AA",
    "https://x.example/a.png",
  ),
  detail: fc.constantFrom("low", "auto"),
});
const file = fc.constant({ type: "input_file", file_id: "file_1" });
const pieces = fc.array(fc.oneof(said, image, file), {
  minLength: 2,
  maxLength: 3,
});
const content = fc.oneof(fc.string(), pieces);
const user = fc.record({ role: fc.constantFrom("user", "developer"), content });
const answer = fc
  .tuple(
    fc.uniqueArray(word, { minLength: 3, maxLength: 3 }),
    fc.string(),
    fc.string(),
    word,
  )
  .map(([[a, b, c], text, more, name]) => [
    {
      type: "reasoning",
      id: `rs_${a}`,
      summary: [{ type: "summary_text", text: "s" }],
      encrypted_content: "sealed",
    },
    {
      type: "message",
      id: `msg_${b}`,
      status: "completed",
      role: "assistant",
      content: [
        { type: "output_text", text, annotations: [] },
        { type: "output_text", text: more },
      ],
    },
    { type: "web_search_call", id: `ws_${c}`, status: "completed" },
    {
      type: "function_call",
      id: `fc_${c}`,
      status: "completed",
      call_id: `call_${c}`,
      name,
      arguments: '{"x":1}',
    },
    { type: "function_call_output", call_id: `call_${c}`, output: more },
    {
      type: "function_call",
      call_id: `call_${a}`,
      name,
      namespace: "crm",
      arguments: "{}",
    },
    {
      type: "function_call_output",
      call_id: `call_${a}`,
      name,
      namespace: "crm",
      output: more,
    },
    {
      type: "custom_tool_call",
      id: `ctc_${b}`,
      status: "completed",
      call_id: `call_${b}`,
      name,
      input: text,
    },
    {
      type: "custom_tool_call_output",
      call_id: `call_${b}`,
      output: [{ type: "input_text", text }],
    },
    {
      type: "local_shell_call",
      id: `lsh_${a}`,
      status: "completed",
      action: { type: "exec", command: [text], env: {} },
    },
    { type: "local_shell_call_output", id: `lsh_${a}`, output: more },
    {
      type: "tool_search_call",
      call_id: `call_${a}${b}`,
      execution: "client",
      arguments: { query: text },
    },
    {
      type: "tool_search_output",
      call_id: `call_${a}${b}`,
      execution: "client",
      tools: [{ type: "function", name: `found_${name}`, defer_loading: true }],
    },
  ]);
const body = fc.record(
  {
    model: word,
    stream: fc.constant(true),
    input: fc
      .array(fc.tuple(user, answer), { minLength: 1, maxLength: 3 })
      .map((turns) => turns.flatMap(([one, items]) => [one, ...items])),
    instructions: word,
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    max_output_tokens: fc.integer({ min: 1 }),
    reasoning: fc.constantFrom(
      { effort: "high", summary: "auto" },
      { effort: "low" },
    ),
    text: fc.constantFrom(
      { verbosity: "low" },
      { format: { type: "json_object" } },
      {
        format: {
          type: "json_schema",
          name: "o",
          schema: { type: "object" },
          strict: true,
        },
        verbosity: "low",
      },
    ),
    tools: fc.constant([
      {
        type: "function",
        name: "f",
        description: "d",
        parameters: { type: "object" },
        strict: true,
      },
      { type: "web_search", search_context_size: "low" },
      {
        type: "namespace",
        name: "crm",
        description: "Customers.",
        tools: [
          { type: "function", name: "a", parameters: { type: "object" } },
          { type: "custom", name: "b", description: "d" },
        ],
      },
      {
        type: "namespace",
        name: "functions",
        description: "",
        tools: [{ type: "function", name: "exec" }],
      },
      {
        type: "custom",
        name: "patch",
        format: { type: "grammar", syntax: "lark", definition: "start: x" },
      },
      { type: "local_shell" },
      { type: "tool_search", execution: "client", parameters: {} },
    ]),
    tool_choice: fc.constantFrom(
      "auto",
      "required",
      { type: "function", name: "f" },
      { type: "web_search" },
      { type: "custom", name: "patch" },
      { type: "function", name: "a", namespace: "crm" },
    ),
    parallel_tool_calls: fc.boolean(),
    include: fc.constant(["reasoning.encrypted_content"]),
    store: fc.boolean(),
    client_metadata: fc.constant({ session: "s" }),
    x_future: word,
  },
  { requiredKeys: ["model", "stream", "input"] },
);

describe("requests", () => {
  it("parsed and encoded again, are the same body", () => {
    fc.assert(
      fc.property(body, (wire) => {
        const { request } = parse(overTheWire(wire));
        chatRequestSchema.parse(request);
        expect(overTheWire(encode(request).body)).toEqual(overTheWire(wire));
      }),
      { numRuns: 300 },
    );
  });

  it("become one assistant message in chat completions", () => {
    const { request } = parse({
      model: "m",
      instructions: "Brief.",
      input: [
        { role: "user", content: "Where?" },
        {
          type: "reasoning",
          id: "rs_1",
          summary: [{ type: "summary_text", text: "Hm" }],
        },
        {
          type: "message",
          id: "msg_1",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "Looking.", annotations: [] }],
        },
        {
          type: "function_call",
          id: "fc_1",
          call_id: "c1",
          name: "f",
          arguments: "{}",
        },
        { type: "function_call_output", call_id: "c1", output: "1" },
      ],
      tools: [{ type: "function", name: "f", parameters: { type: "object" } }],
      reasoning: { effort: "low", summary: "auto" },
      store: false,
      include: ["reasoning.encrypted_content"],
      text: { verbosity: "low" },
    });
    expect(
      encodeChat(request, { reasoningStyle: "effort", reasoningBack: "none" })
        .body,
    ).toMatchObject({
      messages: [
        { role: "system", content: "Brief." },
        { role: "user", content: "Where?" },
        {
          role: "assistant",
          content: "Looking.",
          tool_calls: [{ id: "c1", function: { name: "f", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "c1", content: "1" },
      ],
      reasoning_effort: "low",
    });
  });

  it("from chat completions: items, nothing stored", () => {
    const { request } = parseChat({
      model: "m",
      messages: [
        { role: "developer", content: "Brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "See" },
            {
              type: "image_url",
              image_url: { url: "data:image/png;base64,AA", detail: "low" },
            },
          ],
        },
        {
          role: "assistant",
          content: "Looking.",
          refusal: null,
          tool_calls: [
            {
              id: "c1",
              type: "function",
              function: { name: "f", arguments: "" },
            },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "1" },
      ],
    });
    expect(encode(request).body).toEqual({
      model: "m",
      input: [
        { role: "developer", content: "Brief." },
        {
          role: "user",
          content: [
            { type: "input_text", text: "See" },
            {
              type: "input_image",
              image_url: "data:image/png;base64,AA",
              detail: "low",
            },
          ],
        },
        {
          role: "assistant",
          content: [{ type: "output_text", text: "Looking." }],
        },
        { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
        { type: "function_call_output", call_id: "c1", output: "1" },
      ],
      store: false,
      include: ["reasoning.encrypted_content"],
      stream: true,
    });
  });

  it.each([
    [{ stop: "x" }, "stop"],
    [{ seed: 1 }, "seed"],
    [{ top_k: 4 }, "top_k"],
  ])("refuse by name what cannot be said here: %j", (more, parameter) => {
    const { request } = parseChat({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
      ...more,
    });
    expect(() => encode(request)).toThrow(
      expect.objectContaining({
        code: "unsupported-parameter",
        data: { parameter },
      }),
    );
  });

  it.each([
    [{ model: "m" }, "input"],
    [{ model: "m", input: [{ role: "user" }] }, "input[0].content"],
    [
      {
        model: "m",
        input: [{ type: "function_call", call_id: "c", name: "f" }],
      },
      "input[0].arguments",
    ],
    [
      { model: "m", input: "x", tools: [{ type: "function" }] },
      "tools[0].name",
    ],
  ])("name the wrong parameter of %j", (wire, parameter) => {
    expect(() => parse(wire)).toThrow(
      expect.objectContaining({ code: "invalid-request", data: { parameter } }),
    );
  });
});

it("carries Claude's signed thinking through a client of this dialect and back", () => {
  const detail = {
    type: "reasoning.text",
    text: "Hm",
    signature: "s",
    format: "anthropic-claude-v1",
    index: 0,
  };
  const reply = fold([
    { type: "reasoning-delta", text: "Hm", details: [detail] },
    { type: "text-delta", text: "Yes" },
    { type: "finish", reason: "stop" },
  ]);
  const { output } = serveWhole(reply, {
    id: "resp_1",
    model: "m",
    created: 1,
    includeUsage: true,
  });
  const { request } = parse({ model: "m", input: output });
  expect(encodeAnthropic(request, {}).body.messages).toEqual([
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm", signature: "s" },
        { type: "text", text: "Yes" },
      ],
    },
  ]);
});
