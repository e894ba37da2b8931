import { describe, expect, it } from "vitest";
import { parse as parseMessages } from "#main/dialects/anthropic-messages/parse.ts";
import { createGgufReader } from "#main/adapters/local/gguf-header.ts";
import { createLlamaCppProvider } from "#main/adapters/local/provider.ts";
import type { LocalModelFile } from "#main/domain/instances/instance.ts";
import type { LocalEvent, LocalRuntime } from "#main/ports/local-runtime.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { claudeCodeRequest } from "#tests/support/claude-code.ts";
import { createFakeLocalRuntime } from "#tests/fakes/local-runtime.ts";
import { chatModel, plainModel, startRealRuntime } from "./real-runtime.ts";

const never = new AbortController().signal;
const instance = "local" as InstanceId;
const files: readonly LocalModelFile[] = [
  { id: "stories", path: plainModel, contextSize: 512 },
  { id: "chat", path: chatModel, gpuLayers: 0 },
  { id: "gone", path: "/nowhere/gone.gguf" },
];
const settings = {
  localContextSize: 100_000,
  localGpuLayers: -1,
  localThreads: 0,
};

function provider(runtime: LocalRuntime, models = files) {
  return createLlamaCppProvider({
    instance,
    models: () => models,
    runtime,
    reader: createGgufReader(),
    settings: () => settings,
  });
}

function request(changes: Partial<ChatRequest> = {}): ChatRequest {
  return {
    model: "stories",
    messages: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
    parameters: { maxTokens: 5 },
    ...changes,
  };
}

async function chat(
  runtime: LocalRuntime,
  changes: Partial<ChatRequest> = {},
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  const call = { request: request(changes) };
  for await (const { event } of provider(runtime).chat(call, never))
    events.push(event);
  return events;
}

const reply: readonly LocalEvent[] = [
  { type: "queued" },
  { type: "loading", fraction: 0.5 },
  { type: "prompting", prompting: "completion" },
  { type: "reasoning", text: "hm" },
  { type: "text", text: "Hi" },
  { type: "done", reason: "stop", inputTokens: 3, outputTokens: 1 },
];

describe("chat", () => {
  it("tells of loading, of how the model is prompted, and of usage", async () => {
    expect(await chat(createFakeLocalRuntime(reply))).toEqual([
      { type: "progress", phase: "queued" },
      { type: "progress", phase: "loading-model", fraction: 0.5 },
      {
        type: "served-by",
        servedBy: {
          instance: "local",
          model: "stories",
          local: true,
          simulated: false,
          prompting: "completion",
          attempt: 1,
        },
      },
      { type: "start" },
      { type: "reasoning-delta", text: "hm" },
      { type: "text-delta", text: "Hi" },
      { type: "finish", reason: "stop" },
      { type: "usage", usage: { inputTokens: 3, outputTokens: 1 } },
    ]);
  });

  it("loads by the file's own options, else by the settings within what the model holds", async () => {
    const runtime = createFakeLocalRuntime(reply);
    await chat(runtime);
    await chat(runtime, { model: "chat" });
    expect(runtime.requests.map(({ load }) => load)).toEqual([
      { path: plainModel, contextSize: 512, gpuLayers: -1, threads: 0 },
      { path: chatModel, contextSize: 2048, gpuLayers: 0, threads: 0 },
    ]);
  });

  it("takes what Claude Code says of a conversation as it is meant", async () => {
    const runtime = createFakeLocalRuntime(reply);
    const { tools: _, ...asked } = claudeCodeRequest({ model: "stories" }) as {
      readonly tools: unknown;
      readonly messages: readonly { readonly role: string }[];
    };
    const { request: parsed } = parseMessages({
      ...asked,
      messages: [
        { role: "user", content: "Hi" },
        asked.messages.at(-1),
        { role: "assistant", content: "Yes?" },
        { role: "user", content: "Go on" },
      ],
    });
    await chat(runtime, parsed);
    const said = runtime.requests[0]?.messages.flatMap(({ parts }) =>
      parts.map((part) => (part.type === "text" ? part.text : part)),
    );
    expect(said?.slice(1)).toEqual([
      "You are Claude Code.",
      "Hi",
      "Yes?",
      "Go on",
    ]);
  });

  it.each<[string, Partial<ChatRequest>]>([
    ["tools", { tools: [{ name: "now", inputSchema: {} }] }],
    ["logit_bias", { extra: { logit_bias: { 1: 2 } } }],
    [
      "response_format.schema.pattern",
      {
        responseFormat: {
          type: "json-schema",
          name: "x",
          schema: { type: "string", pattern: "a" },
        },
      },
    ],
  ])("refuses %s by name", async (parameter, changes) => {
    const runtime = createFakeLocalRuntime(reply);
    expect(await chat(runtime, changes)).toEqual([
      {
        type: "error",
        error: expect.objectContaining({
          code: "unsupported-parameter",
          data: { parameter },
        }) as object,
      },
    ]);
    expect(runtime.requests).toHaveLength(0);
  });

  it.each<[string, Partial<ChatRequest>]>([
    ["image", {}],
    ["messages[1].parts[1].content", { dialect: "openai-chat" }],
  ])(
    "refuses an image as %s before anything is loaded: where it stands, for who counts messages",
    async (parameter, changes) => {
      const runtime = createFakeLocalRuntime(reply);
      const text = { type: "text", text: "Look:" } as const;
      const source = { type: "base64", data: "AA==" } as const;
      const image = { type: "image", mediaType: "image/png", source } as const;
      const messages: ChatRequest["messages"] = [
        { role: "system", parts: [text] },
        { role: "user", parts: [text, image] },
      ];
      expect(await chat(runtime, { messages, ...changes })).toMatchObject([
        {
          type: "error",
          error: {
            code: "unsupported-parameter",
            message: expect.stringContaining(parameter) as string,
            data: { parameter },
          },
        },
      ]);
      expect(runtime.requests).toHaveLength(0);
    },
  );

  it("refuses a file by name before anything is loaded", async () => {
    const runtime = createFakeLocalRuntime(reply);
    const codes = await Promise.all(
      ["gone", "unknown"].map((model) => chat(runtime, { model })),
    );
    expect(codes.flat()).toMatchObject([
      {
        error: { code: "file-not-found", data: { path: "/nowhere/gone.gguf" } },
      },
      { error: { code: "model-not-found", data: { model: "unknown" } } },
    ]);
    expect(runtime.requests).toHaveLength(0);
  });

  it("ends with `aborted` for a caller that has gone", async () => {
    const gone = AbortSignal.abort();
    const events = [];
    const own = provider(createFakeLocalRuntime(reply));
    for await (const { event } of own.chat({ request: request() }, gone))
      events.push(event);
    expect(events).toMatchObject([{ error: { code: "aborted" } }]);
  });

  it("streams a real model, and stays usable when one instance is disposed of", async () => {
    const { runtime } = startRealRuntime();
    const own = provider(runtime);
    const events = [];
    const call = { request: request({ parameters: { maxTokens: 5 } }) };
    for await (const { event } of own.chat(call, never)) events.push(event);
    expect(events.filter(({ type }) => type === "text-delta").length).toBe(5);
    await own.dispose();
    expect((await chat(runtime)).at(-1)).toMatchObject({ type: "usage" });
    await runtime.dispose();
  });
});

describe("models", () => {
  it("lists what can be read, and keeps why the rest cannot", async () => {
    const own = provider(createFakeLocalRuntime([]));
    const models = await own.listModels(never);
    expect(models.map(({ ref }) => ref)).toEqual([
      "local:stories",
      "local:chat",
    ]);
    expect(models[0]).toMatchObject({
      name: "stories",
      description: "llama",
      contextLength: 512,
      local: true,
      simulated: false,
      inputModalities: ["text"],
      gguf: {
        path: plainModel,
        architecture: "llama",
        quantization: "F32",
        hasChatTemplate: false,
      },
    });
    expect(own.problems?.()).toMatchObject([
      { model: "gone", error: { code: "file-not-found" } },
    ]);
  });

  it("fails where nothing can be read, rather than listing nothing", async () => {
    const own = provider(createFakeLocalRuntime([]), files.slice(2));
    await expect(own.listModels(never)).rejects.toMatchObject({
      code: "file-not-found",
    });
    const none = provider(createFakeLocalRuntime([]), []);
    expect(await none.listModels(never)).toEqual([]);
  });
});
