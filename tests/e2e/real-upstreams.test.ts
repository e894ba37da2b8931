import { describe, expect, test } from "vitest";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import { startLlamaServer } from "#tests/support/llama-server.ts";
import { startOllama } from "#tests/support/ollama.ts";
import {
  asking,
  providerOf,
  replyTo,
  textOf,
} from "#tests/support/provider-calls.ts";

const llamaServer = process.env["MODELDOCKER_TEST_LLAMA_SERVER"];
const ollama = process.env["MODELDOCKER_TEST_OLLAMA"];
const signal = new AbortController().signal;
const parameters = { maxTokens: 24, temperature: 0 };

if (!llamaServer)
  process.stdout.write(
    "Kinds on a real llama-server are skipped: name it in MODELDOCKER_TEST_LLAMA_SERVER.\n",
  );
if (!ollama)
  process.stdout.write(
    "Kind ollama on a real Ollama is skipped: name its executable in MODELDOCKER_TEST_OLLAMA.\n",
  );

/** Streams in pieces, counts, ends properly, and stops within 100 ms when told to. */
async function expectChat(provider: ChatProvider, model: string) {
  const request = asking(model, { parameters });
  const { events, reply } = await replyTo(provider, { request });
  expect(reply.error).toBeUndefined();
  expect(textOf(reply).length).toBeGreaterThan(10);
  expect(reply.finish?.reason).toMatch(/^(?:stop|length)$/);
  expect(reply.usage?.inputTokens).toBeGreaterThan(0);
  expect(reply.usage?.outputTokens).toBeGreaterThan(1);
  expect(reply.usage?.outputTokens).toBeLessThanOrEqual(24);
  const pieces = events.filter(({ event }) => event.type === "text-delta");
  expect(pieces.length).toBeGreaterThan(3);

  const abort = new AbortController();
  let abortedAt = 0;
  const long = asking(model, { parameters: { maxTokens: 1500 } });
  const codes: string[] = [];
  for await (const { event } of provider.chat(
    { request: long },
    abort.signal,
  )) {
    if (event.type === "text-delta" && abortedAt === 0) {
      abortedAt = performance.now();
      abort.abort();
    }
    if (event.type === "error") codes.push(event.error.code);
  }
  expect(codes).toEqual(["aborted"]);
  expect(performance.now() - abortedAt).toBeLessThan(100);
}

describe.skipIf(!llamaServer)("a real llama-server", () => {
  test("as kind openai, which finds out that it speaks Anthropic's messages too", async () => {
    await using server = await startLlamaServer(llamaServer ?? "");
    const provider = providerOf({ kind: "openai", baseUrl: server.url });
    const [model] = await provider.listModels(signal);
    expect(model).toMatchObject({ local: true });
    const id = model?.id ?? "";
    await expectChat(provider, id);
    const request = asking(id, { parameters, dialect: "anthropic-messages" });
    const { events, reply } = await replyTo(provider, { request });
    expect(reply.error).toBeUndefined();
    expect(textOf(reply).length).toBeGreaterThan(10);
    const frames = events.flatMap(({ frame }) => frame ?? []);
    expect(new Set(frames.map(({ dialect }) => dialect))).toEqual(
      new Set(["anthropic-messages"]),
    );
    await provider.dispose();
  });

  test("as kind anthropic, streamed and whole", async () => {
    await using server = await startLlamaServer(llamaServer ?? "");
    const provider = providerOf({ kind: "anthropic", baseUrl: server.url });
    const [model] = await provider.listModels(signal);
    expect(model?.contextLength).toBeGreaterThan(0);
    const id = model?.id ?? "";
    await expectChat(provider, id);
    const dialect = "anthropic-messages";
    const request = asking(id, { parameters, dialect });
    const whole = await replyTo(provider, { request, whole: true });
    const frames = whole.events.flatMap(({ frame }) => frame ?? []);
    expect(frames).toHaveLength(1);
    expect(JSON.parse(frames[0]?.data ?? "")).toMatchObject({
      type: "message",
    });
    await provider.dispose();
  });
});

describe.skipIf(!ollama)("a real Ollama", () => {
  test("lists, streams, embeds, and refuses what does not fit instead of cutting it", async () => {
    await using server = await startOllama(ollama ?? "");
    const provider = providerOf({ kind: "ollama", baseUrl: server.url });
    const models = await provider.listModels(signal);
    expect(models).toMatchObject([{ id: "stories:latest", local: true }]);
    const [model] = models;
    expect(model?.contextLength).toBeGreaterThan(100);
    const id = model?.id ?? "";
    await expectChat(provider, id);

    const parts = [{ type: "text" as const, text: "a tale ".repeat(4000) }];
    const messages = [{ role: "user" as const, parts }];
    const request = asking(id, { messages, parameters });
    const tooLong = await replyTo(provider, { request });
    expect(tooLong.reply.error?.code).toBe("context-too-long");

    const missing = await replyTo(provider, { request: asking("nobody") });
    expect(missing.reply.error?.code).toBe("model-not-found");

    const embedding = await provider.embed?.(
      { model: id, inputs: ["a ship", "a tree"] },
      signal,
    );
    expect(embedding?.vectors).toHaveLength(2);
    expect(embedding?.vectors[0]?.length).toBeGreaterThan(10);
    await provider.dispose();
  });
});
