import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/anthropic-messages/encode.ts";
import { parse as parseAnthropic } from "#main/dialects/anthropic-messages/parse.ts";
import { encode as encodeOpenAi } from "#main/dialects/openai-chat/encode.ts";
import { parse as parseOpenAi } from "#main/dialects/openai-chat/parse.ts";

const chat = (body: object) =>
  parseOpenAi({
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    ...body,
  }).request;

describe("from OpenAI's dialect", () => {
  it("moves systems up, merges neighbours, puts results of tools first, takes strings for objects", () => {
    const request = chat({
      messages: [
        { role: "system", content: "One." },
        { role: "user", content: "Where?" },
        {
          role: "developer",
          content: [
            {
              type: "text",
              text: "Two.",
              cache_control: { type: "ephemeral" },
            },
          ],
        },
        {
          role: "assistant",
          content: "",
          tool_calls: [
            {
              id: "call:1",
              type: "function",
              function: { name: "f", arguments: "" },
            },
            {
              id: "call:2",
              type: "function",
              function: { name: "g", arguments: '{"x":1}' },
            },
            {
              id: "call:3",
              type: "function",
              function: { name: "h", arguments: "{broken" },
            },
          ],
        },
        { role: "tool", tool_call_id: "call:1", content: "a" },
        { role: "tool", tool_call_id: "call:2", content: "b" },
        { role: "user", content: "And?" },
        { role: "tool", tool_call_id: "call:3", content: "c" },
      ],
      tools: [{ type: "function", function: { name: "f" } }],
      tool_choice: "required",
      parallel_tool_calls: false,
      max_tokens: 100,
      stop: "END",
      user: "u",
      frequency_penalty: 0,
    });
    expect(encode(request, {}).body).toEqual({
      model: "m",
      max_tokens: 100,
      system: [
        { type: "text", text: "One." },
        { type: "text", text: "Two.", cache_control: { type: "ephemeral" } },
      ],
      messages: [
        { role: "user", content: "Where?" },
        {
          role: "assistant",
          content: [
            { type: "tool_use", id: "call_1", name: "f", input: {} },
            { type: "tool_use", id: "call_2", name: "g", input: { x: 1 } },
            {
              type: "tool_use",
              id: "call_3",
              name: "h",
              input: { invalid_json: "{broken" },
            },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call_1", content: "a" },
            { type: "tool_result", tool_use_id: "call_2", content: "b" },
            { type: "tool_result", tool_use_id: "call_3", content: "c" },
            { type: "text", text: "And?" },
          ],
        },
      ],
      stop_sequences: ["END"],
      tools: [{ name: "f", input_schema: { type: "object", properties: {} } }],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
      stream: true,
    });
  });

  it.each([
    [{ temperature: 1.5 }, "temperature"],
    [{ seed: 7 }, "seed"],
    [{ frequency_penalty: 0.5 }, "frequency_penalty"],
    [{ n: 2 }, "n"],
    [{ logit_bias: { "1": 2 } }, "logit_bias"],
    [{ response_format: { type: "json_object" } }, "response_format"],
    [
      {
        messages: [
          { role: "user", content: [{ type: "input_audio", input_audio: {} }] },
        ],
      },
      "messages[0].parts[0].content",
    ],
    [{ tools: [{ type: "openrouter:web_search" }] }, "tools[0].type"],
  ])("refuses by name what cannot be said here: %j", (body, parameter) => {
    expect(() => encode(chat(body), {})).toThrow(
      expect.objectContaining({
        code: "unsupported-parameter",
        data: { parameter },
      }),
    );
  });

  it("asks for thinking in the form that the model knows", () => {
    const request = chat({ reasoning_effort: "high", max_tokens: 10_000 });
    expect(encode(request, {}).body).toMatchObject({
      thinking: { type: "adaptive" },
      output_config: { effort: "high" },
    });
    expect(encode(request, { thinkingStyle: "budget" }).body).toMatchObject({
      thinking: { type: "enabled", budget_tokens: 8000 },
    });
    const small = chat({ reasoning_effort: "high", max_tokens: 500 });
    expect(() => encode(small, { thinkingStyle: "budget" })).toThrow(
      /max_tokens/,
    );
    expect(
      encode(chat({ reasoning_effort: "none" }), {}).body.thinking,
    ).toEqual({ type: "disabled" });
  });

  it("gives signed thinking back as it was, and none that is unsigned or another maker's", () => {
    const details = [
      {
        type: "reasoning.text",
        text: "",
        signature: "s",
        format: "anthropic-claude-v1",
        index: 0,
      },
      {
        type: "reasoning.encrypted",
        data: "d",
        format: "anthropic-claude-v1",
        index: 1,
      },
      {
        type: "reasoning.encrypted",
        data: "g",
        format: "google-gemini-v1",
        index: 2,
      },
      { type: "reasoning.text", text: "unsigned" },
    ];
    const request = chat({
      messages: [
        { role: "assistant", content: "Yes", reasoning_details: details },
      ],
    });
    expect(encode(request, {}).body.messages).toEqual([
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "", signature: "s" },
          { type: "redacted_thinking", data: "d" },
          { type: "text", text: "Yes" },
        ],
      },
    ]);
  });
});

describe("to OpenAI's dialect", () => {
  it("gives each result a message, arguments as text, thinking with its signature", () => {
    const { request } = parseAnthropic({
      model: "m",
      max_tokens: 50,
      system: [
        {
          type: "text",
          text: "Be brief.",
          cache_control: { type: "ephemeral" },
        },
      ],
      messages: [
        { role: "user", content: "Where?" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm", signature: "s" },
            { type: "tool_use", id: "t1", name: "f", input: { x: 1 } },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "t1",
              content: "a",
              cache_control: { type: "ephemeral" },
            },
            { type: "text", text: "And?" },
          ],
        },
      ],
      tools: [{ name: "f", input_schema: { type: "object" } }],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
      metadata: { user_id: "u" },
    });
    expect(encodeOpenAi(request, { noCacheControl: true }).body).toEqual({
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Where?" },
        {
          role: "assistant",
          content: null,
          reasoning: "Hm",
          reasoning_details: [
            {
              type: "reasoning.text",
              text: "Hm",
              signature: "s",
              format: "anthropic-claude-v1",
            },
          ],
          tool_calls: [
            {
              id: "t1",
              type: "function",
              function: { name: "f", arguments: '{"x":1}' },
            },
          ],
        },
        { role: "tool", tool_call_id: "t1", content: "a" },
        { role: "user", content: "And?" },
      ],
      max_tokens: 50,
      tools: [
        {
          type: "function",
          function: { name: "f", parameters: { type: "object" } },
        },
      ],
      tool_choice: "required",
      parallel_tool_calls: false,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("refuses a server's own blocks and tools by name", () => {
    const base = {
      model: "m",
      max_tokens: 5,
      messages: [{ role: "user", content: "Hi" }],
    };
    const refused = (body: object) => () =>
      encodeOpenAi(parseAnthropic({ ...base, ...body }).request, {});
    expect(refused({ container: "c" })).toThrow(
      expect.objectContaining({ data: { parameter: "container" } }),
    );
    expect(
      refused({
        messages: [
          { role: "user", content: [{ type: "document", source: {} }] },
        ],
      }),
    ).toThrow(/document/);
    expect(
      refused({ tools: [{ type: "web_search_20250305", name: "web_search" }] }),
    ).toThrow(/tools\[0\]/);
  });
});

describe("as Claude Code asks", () => {
  const asked = {
    model: "m",
    max_tokens: 32_000,
    system: [{ type: "text", text: "Be brief." }],
    messages: [
      { role: "user", content: "Hi" },
      { role: "system", content: "It is Sunday." },
      { role: "assistant", content: "Hello" },
      { role: "user", content: "Go on" },
    ],
    thinking: { type: "adaptive", budget_tokens: 0, display: "summarized" },
    output_config: { effort: "high" },
    diagnostics: { previous_message_id: "msg_0" },
    thread: { type: "create" },
    speed: "fast",
    context_management: {
      edits: [{ type: "clear_thinking_20251015", keep: "all" }],
    },
    tools: [{ type: "custom", name: "f", input_schema: { type: "object" } }],
    metadata: { user_id: "u" },
  };
  const plain = [{ role: "user", content: "Hi" }];

  it("Anthropic is told the same, whatever form of thinking we hold its model for", () => {
    const { request } = parseAnthropic(asked);
    const { body } = encode(request, { thinkingStyle: "budget" });
    const text = [{ role: "system", content: "It is Sunday." }];
    expect(body).toEqual({
      ...asked,
      system: "Be brief.",
      messages: [asked.messages[0], ...text, ...asked.messages.slice(2)],
      stream: true,
    });
  });

  it.each([
    { thinking: { type: "enabled" } },
    { output_config: { effort: "later" } },
    { thinking: { type: "later", x: 1 } },
  ])("words that only Anthropic can judge go on to it: %j", (more) => {
    const whole = { model: "m", max_tokens: 5, messages: plain, ...more };
    const { body } = encode(parseAnthropic(whole).request, {});
    expect(body).toEqual({ ...whole, stream: true });
  });

  it("others are told what they know, and nothing is refused", () => {
    const { request } = parseAnthropic(asked);
    const { body } = encodeOpenAi(request, { reasoningStyle: "effort" });
    expect(body).toMatchObject({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "system", content: "It is Sunday." },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Go on" },
      ],
      reasoning_effort: "high",
      tools: [{ type: "function", function: { name: "f" } }],
    });
  });

  it("what it says in the middle holds for others from there on", () => {
    const schema = { type: "object" };
    const added = (name: string) => ({
      type: "tool_addition",
      tool: {
        type: "tool_definition",
        definition: { name, description: "Late.", input_schema: schema },
      },
    });
    const now = "next_user_message";
    const { request } = parseAnthropic({
      model: "m",
      max_tokens: 5,
      output_config: { effort: "high" },
      tools: [
        { name: "kept", input_schema: schema, eager_input_streaming: true },
        { name: "changed", description: "Old.", input_schema: schema },
        { name: "gone", input_schema: schema },
        { name: "found", input_schema: schema, defer_loading: true },
      ],
      messages: [
        { role: "user", content: "Hi" },
        { role: "system", clear_at: now, content: "Stale." },
        { role: "system", content: [], output_config: { effort: "low" } },
        {
          role: "assistant",
          content: [
            { type: "tool_use", id: "t", name: "ToolSearch", input: {} },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "t",
              content: [{ type: "tool_reference", tool_name: "found" }],
            },
          ],
        },
        {
          role: "system",
          content: [
            added("changed"),
            added("new"),
            {
              type: "tool_removal",
              tool: { type: "tool_reference", name: "gone" },
            },
            { type: "text", text: "Tools have changed." },
          ],
        },
        { role: "system", clear_at: now, content: "Fresh." },
      ],
    });
    const { body } = encodeOpenAi(request, { reasoningStyle: "effort" });
    expect(body.messages).toEqual([
      { role: "user", content: "Hi" },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          {
            id: "t",
            type: "function",
            function: { name: "ToolSearch", arguments: "{}" },
          },
        ],
      },
      { role: "tool", tool_call_id: "t", content: "Ready to be called: found" },
      { role: "system", content: "Tools have changed." },
      { role: "system", content: "Fresh." },
    ]);
    expect(body.reasoning_effort).toBe("low");
    const tools = body.tools as { function: Record<string, unknown> }[];
    expect(
      tools.map(({ function: { name, description } }) => [name, description]),
    ).toEqual([
      ["kept", undefined],
      ["found", undefined],
      ["changed", "Late."],
      ["new", "Late."],
    ]);
  });

  it.each([
    [{ context_management: { edits: [{ type: "clear_tool_uses_20250919" }] } }],
    [{ output_config: { effort: "later" } }, "output_config.effort"],
    [{ output_config: { task_budget: 5 } }, "output_config.task_budget"],
    [{ thinking: { type: "later" } }],
    [{ thread: { type: "continue", previous_message_id: "msg_1" } }],
    [{ safeguards: [{ type: "dangerous_tool_use" }] }],
  ])(
    "others refuse by name what changes the answer: %j",
    (more, parameter = Object.keys(more)[0]) => {
      const whole = { model: "m", max_tokens: 5, messages: plain, ...more };
      const { request } = parseAnthropic(whole);
      expect(() => encodeOpenAi(request, {})).toThrow(
        expect.objectContaining({ data: { parameter } }),
      );
    },
  );
});

it.each([
  [{}, "model"],
  [{ model: "m", messages: [{ role: "user", content: "x" }] }, "max_tokens"],
  [
    {
      model: "m",
      max_tokens: 5,
      messages: [{ role: "user", content: [{ type: "text" }] }],
    },
    "messages[0].content[0].text",
  ],
  [
    {
      model: "m",
      max_tokens: 5,
      messages: [
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "t",
              content: [{ type: "text", text: 1 }],
            },
          ],
        },
      ],
    },
    "messages[0].content[0].content[0].text",
  ],
  [
    {
      model: "m",
      max_tokens: 5,
      messages: [{ role: "user", content: "x" }],
      thinking: { type: "enabled", budget_tokens: "many" },
    },
    "thinking.budget_tokens",
  ],
  [
    {
      model: "m",
      max_tokens: 5,
      messages: [{ role: "user", content: "x" }],
      tool_choice: { type: "tool" },
    },
    "tool_choice.name",
  ],
])("names the wrong parameter of %j", (body, parameter) => {
  expect(() => parseAnthropic(body)).toThrow(
    expect.objectContaining({ code: "invalid-request", data: { parameter } }),
  );
});
