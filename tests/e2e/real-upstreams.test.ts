import { describe, expect, test } from "vitest";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { startLlamaServer } from "#tests/support/llama-server.ts";
import { startOllamaRegistry } from "#tests/support/ollama-registry.ts";
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

/** With which code a pull fails. */
async function failureOf(provider: ChatProvider, name: string) {
  try {
    for await (const _ of provider.pull?.(name, signal) ?? []);
  } catch (error) {
    return AppError.from(error).code;
  }
  throw new Error(`${name} was pulled.`);
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

  test("loads with the context and for the time that its instance asks for", async () => {
    await using server = await startOllama(ollama ?? "");
    const loading = { contextSize: 384, keepAlive: "45m" };
    const provider = providerOf({
      kind: "ollama",
      baseUrl: server.url,
      loading: () => loading,
    });
    const request = asking("stories:latest", { parameters });
    const { reply } = await replyTo(provider, { request });
    expect(reply.error).toBeUndefined();
    const running = await fetch(`${server.url}/api/ps`);
    const { models } = (await running.json()) as {
      models: { context_length: number; expires_at: string }[];
    };
    expect(models[0]?.context_length).toBe(384);
    const minutes =
      (Date.parse(models[0]?.expires_at ?? "") - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(40);
    // What does not fit there is refused, not cut.
    const parts = [{ type: "text" as const, text: "a tale ".repeat(400) }];
    const long = asking("stories:latest", {
      messages: [{ role: "user", parts }],
      parameters,
    });
    const refused = await replyTo(provider, { request: long });
    expect(refused.reply.error?.code).toBe("context-too-long");
    await provider.dispose();
  });

  test("pulls from a registry, stops, goes on where it was, answers, and deletes", async () => {
    await using registry = await startOllamaRegistry(400_000);
    await using server = await startOllama(ollama ?? "");
    const provider = providerOf({ kind: "ollama", baseUrl: server.url });
    const abort = new AbortController();
    const stopped = (async () => {
      for await (const { completedBytes } of provider.pull?.(
        registry.model,
        abort.signal,
      ) ?? [])
        if (completedBytes > registry.size / 3) abort.abort();
    })();
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });

    registry.speed = Number.POSITIVE_INFINITY;
    const phases = new Set<string>();
    let least = registry.size;
    for await (const progress of provider.pull?.(registry.model, signal) ??
      []) {
      phases.add(progress.phase);
      if (progress.phase === "downloading")
        least = Math.min(least, progress.completedBytes);
      expect(progress.completedBytes).toBeLessThanOrEqual(progress.totalBytes);
    }
    expect([...phases]).toEqual(["looking-up", "downloading", "checking"]);
    expect(least).toBeGreaterThan(registry.size / 4);
    expect(registry.sent()).toBeLessThan(registry.size * 1.5);

    const models = await provider.listModels(signal);
    const id = models.find((model) => model.id.includes("tiny"))?.id ?? "";
    const request = asking(id, { parameters });
    expect(textOf((await replyTo(provider, { request })).reply)).not.toBe("");
    await provider.deleteModel?.(id, signal);
    expect(await provider.listModels(signal)).toHaveLength(1);

    const gone = await failureOf(provider, `${registry.model}-gone`);
    expect(gone).toBe("model-not-found");
    expect(await failureOf(provider, "a b c")).toBe("invalid-request");
    await provider.dispose();
  });
});
