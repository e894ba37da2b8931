import { describe, expect, it } from "vitest";
import { encode as encodeGemini } from "#main/dialects/gemini/encode.ts";
import { encode as encodeChat } from "#main/dialects/openai-chat/encode.ts";
import { parse } from "#main/dialects/openai-responses/parse.ts";
import {
  createWriter,
  serveWhole,
} from "#main/dialects/openai-responses/serve.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { fold, writeAll } from "#tests/support/dialects/fold.ts";

const schema = { type: "object", properties: { x: { type: "string" } } };
const fn = (name: string, more: object = {}) => ({
  type: "function",
  name,
  description: `Does ${name}.`,
  strict: false,
  parameters: schema,
  ...more,
});
const group = (name: string, tools: readonly object[], description = "") => ({
  type: "namespace",
  name,
  description,
  tools,
});
const patch = {
  type: "custom",
  name: "apply_patch",
  description: "Edits files.",
  format: { type: "grammar", syntax: "lark", definition: "start: hunk+" },
};

function asked(tools: readonly object[], more: object = {}) {
  return parse({ model: "m", input: "Hi", tools, ...more });
}

function namesOf(tools: readonly object[]) {
  return asked(tools).request.tools?.map(({ name }) => name);
}

describe("names", () => {
  it("a group's members are called after it, those of the usual group plainly", () => {
    expect(
      namesOf([
        fn("plain"),
        group("crm", [fn("list"), { ...patch, name: "note" }]),
        group("functions", [fn("exec")]),
        group("mcp__x__", [fn("a")]),
        group("calendar", [fn("_create")]),
        group("my.tools é", [fn("a")]),
      ]),
    ).toEqual([
      "plain",
      "crm__list",
      "crm__note",
      "exec",
      "mcp__x__a",
      "calendar_create",
      "my_tools____a",
    ]);
  });

  it("names that are too long or taken are told apart, the same in every request", () => {
    const long = "n".repeat(60);
    const tools = [
      fn("crm__list"),
      group("crm", [fn("list")]),
      group("group", [fn(long), fn(`${long}2`)]),
      group("a", [fn("b__c")]),
      group("a__b", [fn("c")]),
    ];
    const names = namesOf(tools) ?? [];
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
    expect(names[0]).toBe("crm__list");
    expect(namesOf(tools)).toEqual(names);
    const { called } = asked(tools);
    expect(names.map((name) => called?.get(name))).toEqual([
      { form: "function", name: "crm__list" },
      { form: "function", name: "list", namespace: "crm" },
      { form: "function", name: long, namespace: "group" },
      { form: "function", name: `${long}2`, namespace: "group" },
      { form: "function", name: "b__c", namespace: "a" },
      { form: "function", name: "c", namespace: "a__b" },
    ]);
  });

  it.each([
    [[fn("f"), fn("f")], "tools[1].name"],
    [[fn("f"), group("functions", [fn("f")])], "tools[1].tools[0].name"],
    [[fn("f"), { ...patch, name: "f" }], "tools[1].name"],
    [[group("g", [])], "tools[0].tools"],
    [[{ type: "namespace", tools: [fn("f")] }], "tools[0].name"],
    [[group("g", [group("h", [fn("f")])])], "tools[0].tools[0].type"],
    [[group("g", [{ type: "web_search" }])], "tools[0].tools[0].type"],
    [[{ type: "custom" }], "tools[0].name"],
  ])(
    "a declaration that means nothing is refused by its name: %j",
    (tools, parameter) => {
      expect(() => asked(tools)).toThrow(
        expect.objectContaining({
          code: "invalid-request",
          data: { parameter },
        }),
      );
    },
  );
});

describe("what the upstream is told", () => {
  it("of a freeform tool: a function of one text, its grammar in words", () => {
    const { tools } = encodeChat(asked([patch]).request, {}).body;
    expect(tools).toEqual([
      {
        type: "function",
        function: {
          name: "apply_patch",
          description:
            "Edits files.\n\nPut the whole input, unchanged, into the one field `input`.",
          parameters: {
            type: "object",
            properties: {
              input: {
                type: "string",
                description:
                  "The whole input as plain text.\n\nIt follows this lark grammar:\nstart: hunk+",
              },
            },
            required: ["input"],
            additionalProperties: false,
          },
        },
      },
    ]);
  });

  it("of a group: what only it says, once", () => {
    const tools = [
      group("crm", [fn("list"), fn("drop")], "The shop's customers."),
      group("dull", [fn("a")], "Tools in the dull namespace."),
    ];
    const { body } = encodeChat(asked(tools).request, {});
    expect(
      (body.tools as { function: { description: string } }[]).map(
        (tool) => tool.function.description,
      ),
    ).toEqual([
      "Does list.\n\nAbout all tools of crm: The shop's customers.",
      "Does drop.",
      "Does a.",
    ]);
  });

  it("of a marker that only OpenAI knows: nothing, where schemas are strict", () => {
    const secret = {
      type: "object",
      properties: { message: { type: "string", encrypted: true } },
    };
    const { request } = asked([fn("send", { parameters: secret })]);
    expect(JSON.stringify(encodeGemini(request, {}).body)).not.toContain(
      "encrypted",
    );
  });

  it("of a tool that only the server could run: nothing, it is refused by its name", () => {
    for (const type of ["web_search", "web_search_preview", "image_generation"])
      expect(() => encodeChat(asked([fn("f"), { type }]).request, {})).toThrow(
        expect.objectContaining({
          code: "unsupported-parameter",
          data: { parameter: "tools[1].type" },
        }),
      );
    const search = { type: "tool_search", execution: "server" };
    expect(() => encodeChat(asked([search]).request, {})).toThrow(/tools\[0\]/);
  });

  it("of tools that the input adds: the same as of any other, later ones in the place of earlier ones", () => {
    const input = [
      {
        type: "additional_tools",
        id: "at_1",
        role: "developer",
        tools: [group("functions", [{ ...patch, name: "exec" }, fn("wait")])],
      },
      { type: "message", role: "user", content: "Hi" },
      {
        type: "additional_tools",
        role: "developer",
        tools: [fn("wait", { description: "Waits longer." }), fn("new")],
      },
    ];
    const { request } = parse({ model: "m", input });
    expect(request.messages).toHaveLength(1);
    expect(
      request.tools?.map(({ name, description }) => [name, description]),
    ).toEqual([
      ["exec", expect.stringContaining("Edits files.")],
      ["wait", "Waits longer."],
      ["new", "Does new."],
    ]);
    expect(() =>
      parse({ model: "m", input: [{ type: "additional_tools", tools: [{}] }] }),
    ).toThrow(
      expect.objectContaining({
        data: { parameter: "input[0].tools[0].type" },
      }),
    );
  });

  it("of earlier calls and their results: calls of the same functions", () => {
    const input = [
      { type: "message", role: "user", content: "Go" },
      {
        type: "function_call",
        id: "fc_1",
        call_id: "c1",
        name: "list",
        namespace: "crm",
        arguments: '{"x":"1"}',
      },
      { type: "function_call_output", call_id: "c1", output: "two" },
      {
        type: "custom_tool_call",
        id: "ctc_1",
        status: "completed",
        call_id: "c2",
        name: "apply_patch",
        input: '*** Begin\n+"é"',
      },
      {
        type: "custom_tool_call_output",
        call_id: "c2",
        name: "apply_patch",
        output: [{ type: "input_text", text: "Done." }],
      },
      {
        type: "local_shell_call",
        id: "lsh_1",
        call_id: "c3",
        status: "completed",
        action: { type: "exec", command: ["ls"], env: {}, timeout_ms: null },
      },
      { type: "local_shell_call_output", id: "c3", output: "a b" },
      {
        type: "tool_search_call",
        call_id: "c4",
        status: "completed",
        execution: "client",
        arguments: { query: "mail" },
      },
      {
        type: "tool_search_output",
        call_id: "c4",
        status: "completed",
        execution: "client",
        tools: [group("mail", [fn("send", { defer_loading: true })])],
      },
    ];
    const { request } = parse({
      model: "m",
      input,
      tools: [
        group("crm", [fn("list")]),
        patch,
        { type: "local_shell" },
        {
          type: "tool_search",
          execution: "client",
          description: "Finds tools.",
          parameters: schema,
        },
      ],
    });
    const { body } = encodeChat(request, {});
    const tools = body.tools as { function: { name: string } }[];
    expect(tools.map((tool) => tool.function.name)).toEqual([
      "crm__list",
      "apply_patch",
      "local_shell",
      "tool_search",
      "mail__send",
    ]);
    const call = (id: string, name: string, written: string) => ({
      role: "assistant",
      content: null,
      tool_calls: [
        { id, type: "function", function: { name, arguments: written } },
      ],
    });
    expect(body.messages).toEqual([
      { role: "user", content: "Go" },
      call("c1", "crm__list", '{"x":"1"}'),
      { role: "tool", tool_call_id: "c1", content: "two" },
      call("c2", "apply_patch", '{"input":"*** Begin\\n+\\"é\\""}'),
      {
        role: "tool",
        tool_call_id: "c2",
        name: "apply_patch",
        content: "Done.",
      },
      call(
        "c3",
        "local_shell",
        '{"command":["ls"],"env":{},"timeout_ms":null}',
      ),
      { role: "tool", tool_call_id: "c3", content: "a b" },
      call("c4", "tool_search", '{"query":"mail"}'),
      {
        role: "tool",
        tool_call_id: "c4",
        content: "Found, and ready to be called: mail__send",
      },
    ]);
  });

  it("of a choice: the function that stands in for the tool", () => {
    const tools = [group("crm", [fn("list")]), patch];
    const choose = (choice: object) =>
      asked(tools, { tool_choice: choice }).request.toolChoice;
    expect(choose({ type: "custom", name: "apply_patch" })).toEqual({
      tool: "apply_patch",
    });
    expect(
      choose({ type: "function", name: "list", namespace: "crm" }),
    ).toEqual({ tool: "crm__list" });
  });

  it.each([
    [{ type: "custom_tool_call", call_id: "c", name: "n" }, "input[0].input"],
    [{ type: "custom_tool_call", name: "n", input: "" }, "input[0].call_id"],
    [{ type: "local_shell_call", action: { command: [] } }, "input[0].call_id"],
    [{ type: "local_shell_call", id: "c" }, "input[0].action"],
    [{ type: "tool_search_call", call_id: "c" }, "input[0].arguments"],
    [{ type: "custom_tool_call_output", call_id: "c" }, "input[0].output"],
    [
      { type: "function_call_output", id: "fco_1", output: "" },
      "input[0].call_id",
    ],
  ])(
    "an item that lacks something is refused by its name: %j",
    (item, parameter) => {
      expect(() => parse({ model: "m", input: [item] })).toThrow(
        expect.objectContaining({
          code: "invalid-request",
          data: { parameter },
        }),
      );
    },
  );
});

describe("what the client is given back", () => {
  const { called } = asked([
    group("crm", [fn("list"), { ...patch, name: "note" }]),
    patch,
    { type: "local_shell" },
    { type: "tool_search", execution: "client", parameters: schema },
  ]);
  const options = {
    id: "resp_r",
    model: "m",
    created: 1,
    includeUsage: true,
    ...(called && { called }),
  };
  const call = (index: number, name: string, ...pieces: string[]) => [
    { type: "tool-call-start", index, id: `c${index}`, name } as const,
    ...pieces.map(
      (json) => ({ type: "tool-call-delta", index, arguments: json }) as const,
    ),
  ];
  const events: StreamEvent[] = [
    ...call(0, "crm__list", '{"x":', '"1"}'),
    ...call(1, "apply_patch", '{"inp', 'ut":"a\\', "n", 'b"', "}"),
    ...call(2, "crm__note", '{"patch":"n"}'),
    ...call(3, "local_shell", '{"command":["ls"],"timeout_ms":9}'),
    ...call(4, "tool_search", '{"query":"mail"}'),
    ...call(5, "unknown"),
    { type: "finish", reason: "tool-calls" },
  ];
  const output = [
    {
      id: "fc_r_0",
      type: "function_call",
      status: "completed",
      call_id: "c0",
      name: "list",
      namespace: "crm",
      arguments: '{"x":"1"}',
    },
    {
      id: "ctc_r_1",
      type: "custom_tool_call",
      status: "completed",
      call_id: "c1",
      name: "apply_patch",
      input: "a\nb",
    },
    {
      id: "ctc_r_2",
      type: "custom_tool_call",
      status: "completed",
      call_id: "c2",
      name: "note",
      namespace: "crm",
      input: "n",
    },
    {
      id: "lsh_r_3",
      type: "local_shell_call",
      status: "completed",
      call_id: "c3",
      action: { type: "exec", command: ["ls"], env: {}, timeout_ms: 9 },
    },
    {
      id: "tsc_r_4",
      type: "tool_search_call",
      status: "completed",
      call_id: "c4",
      execution: "client",
      arguments: { query: "mail" },
    },
    {
      id: "fc_r_5",
      type: "function_call",
      status: "completed",
      call_id: "c5",
      name: "unknown",
      arguments: "{}",
    },
  ];

  it("whole: each call as an item of its tool's form", () => {
    expect(serveWhole(fold(events), options).output).toEqual(output);
  });

  it("streamed: the same, a freeform text in pieces of its own", () => {
    const frames = writeAll(createWriter(options), events).map(
      ({ data }) => JSON.parse(data) as Record<string, unknown>,
    );
    const of = (type: string) =>
      frames
        .filter((frame) => frame.type === `response.${type}`)
        .map(({ type: _, sequence_number: _number, ...rest }) => rest);
    expect(of("output_item.done").map(({ item }) => item)).toEqual(output);
    expect(of("output_item.added")[1]).toEqual({
      output_index: 1,
      item: { ...output[1], status: "in_progress", input: "" },
    });
    const place = { item_id: "ctc_r_1", output_index: 1 };
    const note = { item_id: "ctc_r_2", output_index: 2 };
    expect(of("custom_tool_call_input.delta")).toEqual([
      { ...place, delta: "a" },
      { ...place, delta: "\n" },
      { ...place, delta: "b" },
      { ...note, delta: "n" },
    ]);
    expect(of("custom_tool_call_input.done")).toEqual([
      { ...place, input: "a\nb" },
      { ...note, input: "n" },
    ]);
    expect(of("function_call_arguments.done")[0]).toEqual({
      item_id: "fc_r_0",
      output_index: 0,
      arguments: '{"x":"1"}',
      name: "list",
    });
    const last = frames.at(-1) as { response: { output: object[] } };
    expect(last.response.output).toEqual(output);
  });
});
