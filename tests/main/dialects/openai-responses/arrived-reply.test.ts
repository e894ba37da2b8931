import { expect, test } from "vitest";
import type { JsonObject } from "#main/dialects/json.ts";
import { ArrivedReply } from "#main/dialects/openai-responses/arrived-reply.ts";

const response = { id: "resp_1", status: "in_progress", output: [] };

/** What has arrived once these frames have passed, of which nothing may be changed. */
function arrived(frames: readonly JsonObject[], most?: number) {
  const reply = new ArrivedReply(most);
  const told = JSON.stringify(frames);
  for (const frame of [{ type: "response.created", response }, ...frames]) {
    reply.read({ data: JSON.stringify(frame) }, frame);
    void reply.begun;
  }
  expect(JSON.stringify(frames)).toBe(told);
  return reply.begun.told?.output;
}

const added = (index: number, item: object) => {
  return { type: "response.output_item.added", output_index: index, item };
};
const done = (index: number, item: object) => {
  return { type: "response.output_item.done", output_index: index, item };
};
const grown = (name: string, delta: string, place: object = {}) => {
  const type = `response.${name}.delta`;
  return { type, output_index: 0, delta, ...place };
};

test.each([
  ["reasoning_text", "content", { type: "reasoning_text", text: "" }],
  ["refusal", "content", { type: "refusal", refusal: "" }],
  ["output_text", "content", { type: "output_text", text: "" }],
] as const)("%s grows in its part", (name, list, part) => {
  const item = { type: "message", status: "in_progress", [list]: [] };
  const field = name === "refusal" ? name : "text";
  const begins = { type: "response.content_part.added", output_index: 0 };
  const frames = [
    added(0, item),
    { ...begins, content_index: 0, part: { type: "first" } },
    { ...begins, content_index: 1, part },
    grown(name, "a", { content_index: 1 }),
    grown(name, "b", { content_index: 1 }),
    // A part that never began.
    grown(name, "c", { content_index: 7 }),
    { ...begins, content_index: 9, part },
  ];
  expect(arrived(frames)).toEqual([
    {
      type: "message",
      status: "incomplete",
      [list]: [{ type: "first" }, { ...part, [field]: "ab" }],
    },
  ]);
});

test("so do thoughts in a summary, and what calls are called with", () => {
  const part = { type: "summary_text", text: "" };
  const begins = { type: "response.reasoning_summary_part.added", part };
  const thought = { type: "reasoning", summary: [] };
  expect(
    arrived([
      added(0, thought),
      { ...begins, output_index: 0, summary_index: 0 },
      grown("reasoning_summary_text", "So", { summary_index: 0 }),
    ]),
  ).toEqual([{ ...thought, summary: [{ ...part, text: "So" }] }]);
  for (const [name, field] of [
    ["function_call_arguments", "arguments"],
    ["mcp_call_arguments", "arguments"],
    ["custom_tool_call_input", "input"],
    ["code_interpreter_call_code", "code"],
  ] as const)
    expect(arrived([added(0, { [field]: "" }), grown(name, "x")])).toEqual([
      { [field]: "x" },
    ]);
});

test("items stand in their order, and a whole one in the place of what it grew from", () => {
  const search = { type: "web_search_call", status: "in_progress" };
  const whole = { type: "message", status: "completed", content: [] };
  expect(
    arrived([
      added(2, search),
      added(0, { ...whole, status: "in_progress" }),
      done(0, whole),
      grown("output_text", "late", { content_index: 0 }),
    ]),
  ).toEqual([whole, search]);
});

test("what is whole grows no more", () => {
  const call = { type: "function_call", arguments: "{}" };
  const message = { type: "message", content: [{ text: "a" }] };
  const late = { output_index: 1, content_index: 0 };
  expect(
    arrived([
      done(0, call),
      grown("function_call_arguments", "late"),
      done(1, message),
      grown("output_text", "late", late),
      {
        type: "response.content_part.added",
        ...late,
        content_index: 1,
        part: {},
      },
    ]),
  ).toEqual([call, message]);
});

test("no more is held than there is room for, whatever comes", () => {
  const call = { type: "function_call", arguments: "" };
  const piece = grown("function_call_arguments", "x".repeat(100));
  const frames = [
    done(1, { type: "message" }),
    added(0, call),
    ...Array.from({ length: 1_000 }, () => piece),
    done(3, { type: "late" }),
    done(0, { ...call, arguments: "x".repeat(100_000) }),
  ];
  const [first, second, ...others] = arrived(frames, 2_000) as JsonObject[];
  const length = String(first?.["arguments"]).length;
  expect(length).toBeGreaterThan(900);
  expect(length).toBeLessThan(2_000);
  expect(second).toEqual({ type: "message" });
  expect(others).toEqual([]);
});

test("pieces without characters take room as well", () => {
  const frames = [
    added(0, { type: "function_call", arguments: "" }),
    ...Array.from({ length: 100 }, () => grown("function_call_arguments", "")),
    done(1, { type: "message" }),
  ];
  expect(arrived(frames, 2_000)).toHaveLength(1);
});

test("a whole item takes no more room than itself", () => {
  const texts = Array.from({ length: 20 }, (_, i) => {
    const item = { type: "function_call", arguments: "" };
    const place = { output_index: i };
    return [
      added(i, item),
      ...Array.from({ length: 20 }, () =>
        grown("function_call_arguments", "x", place),
      ),
      done(i, { ...item, arguments: "x".repeat(20) }),
    ];
  });
  expect(arrived(texts.flat(), 5_000)).toHaveLength(20);
});
