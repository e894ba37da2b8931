import { expect, it } from "vitest";
import { createGgufReader } from "#main/adapters/local/gguf-header.ts";
import { createLlamaCppProvider } from "#main/adapters/local/provider.ts";
import type { LocalRuntime } from "#main/ports/local-runtime.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { createFakeLocalRuntime } from "#tests/fakes/local-runtime.ts";
import { chatModel, plainModel } from "./real-runtime.ts";
import { thinkingModel } from "./thinking-model.ts";

function provider(runtime: LocalRuntime) {
  return createLlamaCppProvider({
    instance: "local" as InstanceId,
    models: () => [
      { id: "chat", path: chatModel },
      { id: "plain", path: plainModel },
      { id: "thinking", path: thinkingModel() },
    ],
    runtime,
    reader: createGgufReader(),
    settings: () => ({
      localContextSize: 512,
      localGpuLayers: 0,
      localThreads: 1,
    }),
  });
}

async function chat(runtime: LocalRuntime, changes: Partial<ChatRequest>) {
  const request: ChatRequest = {
    model: "chat",
    messages: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
    parameters: {},
    ...changes,
  };
  const events: StreamEvent[] = [];
  const { signal } = new AbortController();
  for await (const { event } of provider(runtime).chat({ request }, signal))
    events.push(event);
  return events;
}

it("takes functions for a model with turns to call them in, and no more than its schema holds", async () => {
  const runtime = createFakeLocalRuntime([
    { type: "call", name: "now" },
    { type: "arguments", text: "{" },
    { type: "arguments", text: "}" },
    { type: "call", name: "now" },
    { type: "arguments", text: "{}" },
    { type: "done", reason: "tool-calls", inputTokens: 3, outputTokens: 9 },
  ]);
  const schema = { properties: { a: { pattern: "x" } } };
  const tools = [{ name: "now", description: "", inputSchema: schema }];
  const wanted = { tools, parallelToolCalls: false };
  const events = await chat(runtime, wanted);
  expect(runtime.requests[0]?.tools).toEqual({
    offered: [{ name: "now", parameters: schema }],
    choice: "auto",
    parallel: false,
  });
  const id = expect.stringMatching(/^call_[0-9a-f]{24}$/) as string;
  const start = { type: "tool-call-start", id, name: "now" };
  const delta = { type: "tool-call-delta" };
  expect(events).toEqual([
    { ...start, index: 0 },
    { ...delta, index: 0, arguments: "{" },
    { ...delta, index: 0, arguments: "}" },
    { ...start, index: 1 },
    { ...delta, index: 1, arguments: "{}" },
    { type: "finish", reason: "tool-calls" },
    { type: "usage", usage: { inputTokens: 3, outputTokens: 9 } },
  ]);
  const none = createFakeLocalRuntime([]);
  await chat(none, { ...wanted, toolChoice: "none" });
  expect(none.requests[0]).not.toHaveProperty("tools");
  const strict = tools.map((tool) => ({ ...tool, strict: true }));
  expect(await chat(runtime, { ...wanted, tools: strict })).toMatchObject([
    {
      error: {
        code: "unsupported-parameter",
        data: { parameter: "tools[0]" },
      },
    },
  ]);
});

it("refuses before a model is loaded what no grammar of calls and answers together can hold", async () => {
  const runtime = createFakeLocalRuntime([]);
  const oneOf = (word: string) => ({
    properties: {
      a: { enum: Array.from({ length: 12_000 }, (_, i) => word + String(i)) },
    },
  });
  const responseFormat = {
    type: "json-schema",
    name: "wide",
    schema: oneOf("answer"),
  } as const;
  const tools = [{ name: "now", inputSchema: oneOf("call") }];
  const expected = {
    error: {
      code: "unsupported-parameter",
      data: { parameter: "response_format" },
    },
  };
  expect(await chat(runtime, { tools, responseFormat })).toMatchObject([
    expected,
  ]);
  expect(runtime.requests).toEqual([]);
  // Held to a call, it writes no answer; without functions, its grammar is another one.
  await chat(runtime, { tools, responseFormat, toolChoice: "required" });
  await chat(runtime, { responseFormat });
  expect(runtime.requests).toHaveLength(2);
});

it("hides thoughts from who does not want them", async () => {
  const runtime = createFakeLocalRuntime([
    { type: "reasoning", text: "hm" },
    { type: "text", text: "Yes" },
  ]);
  const reasoning = { exclude: true };
  expect(await chat(runtime, { parameters: { reasoning } })).toEqual([
    { type: "text-delta", text: "Yes" },
  ]);
});

it("tells who thinks nothing not how much, as clients say it to every model", async () => {
  const runtime = createFakeLocalRuntime([]);
  const reasoning = { effort: "high", maxTokens: 1000 } as const;
  await chat(runtime, { parameters: { maxTokens: 5, reasoning } });
  expect(runtime.requests[0]?.parameters).toEqual({ maxTokens: 5 });
});

it("tells of each model whether it calls functions and thinks", async () => {
  const own = provider(createFakeLocalRuntime([]));
  const models = await own.listModels(new AbortController().signal);
  const abilities = models.map(({ id, supportedParameters }) => [
    id,
    ...["tools", "tool_choice", "reasoning"].filter((name) =>
      supportedParameters?.includes(name),
    ),
  ]);
  expect(abilities).toEqual([
    ["chat", "tools", "tool_choice"],
    ["plain"],
    ["thinking", "tools", "tool_choice", "reasoning"],
  ]);
});

it("refuses results of functions to a model without turns to hear them in", async () => {
  const runtime = createFakeLocalRuntime([]);
  const events = await chat(runtime, {
    model: "plain",
    messages: [
      {
        role: "tool",
        parts: [{ type: "tool-result", callId: "a", content: [] }],
      },
    ],
  });
  expect(events).toMatchObject([
    { error: { code: "unsupported-parameter", data: { parameter: "tools" } } },
  ]);
  expect(runtime.requests).toEqual([]);
});
