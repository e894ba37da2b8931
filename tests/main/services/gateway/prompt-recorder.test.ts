import { expect, test } from "vitest";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { createPromptRecorder } from "#main/services/gateway/prompt-recorder.ts";

const request: ChatRequest = {
  model: "lab:m",
  messages: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
  parameters: {},
};
const bound = 65_536;

function recorded(
  mode: "metadata" | "redacted" | "full",
  events: readonly StreamEvent[],
  more: Partial<ChatRequest> = {},
) {
  const recorder = createPromptRecorder({ ...request, ...more }, mode, () => [
    "odd-one-out",
  ]);
  for (const event of events) recorder.note(event);
  return recorder.toRecord();
}

const said = (text: string): StreamEvent => ({ type: "text-delta", text });
const thought = (text: string): StreamEvent => ({
  type: "reasoning-delta",
  text,
});
const called = (index: number, name: string): StreamEvent => ({
  type: "tool-call-start",
  index,
  id: `call_${index}`,
  name,
});
const given = (index: number, text: string): StreamEvent => ({
  type: "tool-call-delta",
  index,
  arguments: text,
});

// Each piece by itself looks harmless.
test("a secret that comes in pieces is hidden", () => {
  const events = "4111 1111 1111 1111, ada@example.com, odd-one-out"
    .split("")
    .map(said);
  expect(recorded("redacted", events).reply).toBe(
    "[hidden], [hidden], [hidden]",
  );
  const inArguments = [
    called(0, "pay"),
    ..."sk-live-canary01".split("").map((letter) => given(0, letter)),
  ];
  expect(recorded("redacted", inArguments).reply).toBe("[pay([hidden])]");
});

test("what comes interleaved is kept in the order in which it began", () => {
  const events: StreamEvent[] = [
    thought("Let "),
    thought("me."),
    said("Both:"),
    called(0, "tide"),
    called(1, "wind"),
    given(0, "{"),
    given(1, "{}"),
    given(0, "}"),
    { type: "image", mediaType: "image/png", data: "iVBORw0KGgo=" },
    said("Done."),
    { type: "finish", reason: "tool-calls" },
  ];
  const reply = "Let me.\nBoth:\n[tide({})]\n[wind({})]\n[image/png]\nDone.";
  expect(recorded("full", events).reply).toBe(reply);
  expect(recorded("metadata", events)).toEqual({
    mode: "metadata",
    shape: {
      messages: [{ role: "user", characters: 2, images: 0 }],
      tools: [],
      parameters: {},
      replyCharacters: reply.replaceAll("\n", "").length,
      finishReason: "tool-calls",
    },
    truncated: false,
  });
});

test("of an image its type is kept, not its bytes and not its address", () => {
  const image = (source: object) =>
    ({ type: "image", mediaType: "image/png", source }) as never;
  const parts = [
    image({ type: "base64", data: "iVBORw0KGgo=" }),
    image({ type: "url", url: "https://x.example/canary.png" }),
  ];
  const messages = [{ role: "user" as const, parts }];
  const { prompt, shape } = recorded("full", [], { messages });
  expect(prompt).toBe("user: [image/png]\n[image/png]");
  expect(shape.messages).toMatchObject([{ images: 2 }]);
});

test.each([
  ["words", [said("x".repeat(100_000))], true],
  ["many small pieces", Array.from({ length: 70_000 }, () => said("x")), true],
  ["arguments", [called(0, "f"), given(0, "x".repeat(100_000))], true],
  ["thoughts", [thought("長".repeat(30_000))], true],
  ["as much as there is room for", [said("x".repeat(bound))], false],
  // What shrinks below the bound has lost its end all the same.
  [
    "secrets",
    Array.from({ length: 30_000 }, () => said(`sk-${"y".repeat(20)} `)),
    true,
  ],
] as const)("a long reply of %s is cut and says so", (_name, events, isCut) => {
  for (const mode of ["redacted", "full"] as const) {
    const { reply = "", truncated } = recorded(mode, events);
    expect(Buffer.byteLength(reply)).toBeLessThanOrEqual(bound);
    expect(reply).not.toContain("\uFFFD");
    expect(truncated).toBe(isCut);
  }
});

test("what is kept of tools is bounded, and says so", () => {
  const tools = Array.from({ length: 101 }, (_, index) => {
    return { name: `${index}`.padEnd(10_000, "x"), inputSchema: {} };
  });
  const { shape, truncated } = recorded("metadata", [], { tools });
  expect(shape.tools).toHaveLength(100);
  expect(JSON.stringify(shape).length).toBeLessThan(30_000);
  expect(truncated).toBe(true);
});
