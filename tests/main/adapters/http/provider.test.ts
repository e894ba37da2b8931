import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createHttpChatProvider,
  type HttpChatProviderOptions,
} from "#main/adapters/http/provider.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { readRecording } from "#tests/support/upstream/recordings.ts";
import {
  startUpstream,
  type Upstream,
} from "#tests/support/upstream/server.ts";

const key = "sk-or-v1-canary0123456789";
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream({ slowMs: 5 });
});
afterAll(() => upstream.close());

function provider(options: Partial<HttpChatProviderOptions> = {}) {
  return createHttpChatProvider({
    instance: "sim" as InstanceId,
    kind: "openrouter",
    baseUrl: upstream.url,
    apiKey: () => key,
    clock: { now: () => Date.now() },
    ...options,
  });
}

function ask(model: string, text = "Hello"): ChatRequest {
  const parts = [{ type: "text" as const, text }];
  return { model, messages: [{ role: "user", parts }], parameters: {} };
}

async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function chat(
  model: string,
  options: Partial<HttpChatProviderOptions> = {},
): Promise<{ events: ChatEvent[]; reply: Reply }> {
  const instance = provider(options);
  const call = { request: ask(model) };
  const events = await collect(
    instance.chat(call, new AbortController().signal),
  );
  await instance.dispose();
  const reply = events.reduce(
    (grown, { event }) => applyStreamEvent(grown, event),
    emptyReply,
  );
  return { events, reply };
}

describe("a call", () => {
  it("sends key, attribution and a streaming body, and gives text, usage and cost", async () => {
    const { reply, events } = await chat("sim/plain");
    expect(reply.parts).toEqual([
      {
        type: "text",
        text: "Harbours smell of tar, salt and diesel; 港口 in the morning, ⚓️ gulls above.",
      },
    ]);
    expect(reply.finish).toEqual({ reason: "stop", native: "end_turn" });
    expect(reply.usage).toEqual({
      inputTokens: 14,
      outputTokens: 21,
      cachedInputTokens: 0,
      reasoningTokens: 0,
      costNanoUsd: 357_000,
      costSource: "upstream",
    });
    expect(events.map(({ event }) => event.type)).toContain("progress");
    expect(events.find(({ event }) => event.type === "start")?.event).toEqual({
      type: "start",
      id: "gen-sim-plain",
      model: "sim/plain",
      provider: "Anthropic",
    });
    const sent = upstream.requests.at(-1);
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer ${key}`,
      "http-referer": "app://modeldocker",
      "x-openrouter-title": "ModelDocker",
    });
    expect(sent?.body).toEqual({
      model: "sim/plain",
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("keeps every wire frame, in order, without [DONE] and comments", async () => {
    for (const name of ["comments", "parallel-tools", "usage-each"]) {
      const { events } = await chat(`sim/${name}`);
      const frames = events.flatMap(({ frame }) => (frame ? [frame.data] : []));
      const recorded = readRecording(name)
        .flatMap((item) => ("data" in item ? [item.data] : []))
        .filter((data) => data !== "[DONE]");
      expect(frames).toEqual(recorded);
    }
  });

  it.each(["one-byte", "crlf", "gzip"])(
    "reads sim/%s like sim/plain",
    async (mode) => {
      const plain = await chat("sim/plain");
      const { reply } = await chat(`sim/${mode}`);
      expect({ ...reply, upstreamId: "" }).toEqual({
        ...plain.reply,
        upstreamId: "",
      });
    },
  );

  it("reads a whole reply where a stream was asked for", async () => {
    const { reply } = await chat("sim/whole");
    expect(reply.parts).toEqual([
      { type: "reasoning", text: "Why wait?" },
      { type: "text", text: "All at once." },
    ]);
    expect(reply.finish?.reason).toBe("stop");
    expect(reply.usage?.outputTokens).toBe(5);
  });

  it("ends a finished reply even if the connection stays open", async () => {
    const { reply } = await chat("sim/no-close");
    expect(reply.finish?.reason).toBe("stop");
    expect(reply.error).toBeUndefined();
  });

  it("uses one connection again for the next call", async () => {
    const instance = provider();
    const signal = new AbortController().signal;
    await collect(instance.chat({ request: ask("sim/plain") }, signal));
    const { events } = await chat("sim/plain");
    expect(events.length).toBeGreaterThan(3);
    const again = await collect(
      instance.chat({ request: ask("sim/plain") }, signal),
    );
    expect(again.at(-1)?.event.type).toBe("usage");
    await instance.dispose();
  });
});

describe("a failure is one last event with a code", () => {
  const cases: readonly [string, string, Record<string, unknown>, boolean][] = [
    ["401", "key-rejected", { status: 401 }, false],
    ["402", "out-of-credit", { status: 402 }, false],
    ["403", "forbidden", { status: 403 }, false],
    ["moderated", "content-filtered", { status: 403 }, false],
    ["404", "model-not-found", { status: 404 }, false],
    ["408", "upstream-timeout", { status: 408 }, true],
    ["429", "rate-limited", { status: 429, retryAfterMs: 2000 }, true],
    ["500", "upstream-failed", { status: 500 }, false],
    ["502", "upstream-failed", { status: 502 }, false],
    ["503", "overloaded", { status: 503 }, true],
    ["504", "upstream-timeout", { status: 504 }, false],
    ["529", "overloaded", { status: 529 }, true],
    [
      "too-long",
      "context-too-long",
      { status: 400, parameter: "messages" },
      false,
    ],
    ["early-error", "rate-limited", { status: 429 }, true],
    ["mid-error", "upstream-failed", { status: 502 }, false],
    ["mid-error-word", "rate-limited", {}, true],
    ["no-terminal", "stream-interrupted", {}, false],
    ["reset", "stream-interrupted", {}, false],
    [
      "html",
      "upstream-invalid",
      { upstreamMessage: "Sign in to the network" },
      false,
    ],
    ["redirect", "upstream-invalid", { status: 307 }, false],
    ["bad-json", "upstream-invalid", {}, false],
    ["unheard-of", "invalid-request", { status: 400 }, false],
  ];
  it.each(cases)("sim/%s: %s", async (...row) => {
    const [mode, code, data, retryable] = row;
    const { events, reply } = await chat(`sim/${mode}`);
    expect(events.filter(({ event }) => event.type === "error")).toHaveLength(
      1,
    );
    expect(events.at(-1)?.event.type).toBe("error");
    expect(reply.error).toMatchObject({
      code,
      retryable,
      data: { instance: "sim", ...data },
    });
    expect(JSON.stringify(reply.error)).not.toContain(key);
  });

  it("keeps the text that came before the failure", async () => {
    const { reply } = await chat("sim/mid-error");
    expect(reply.parts).toEqual([
      { type: "text", text: "The first half of a sentence" },
    ]);
  });

  it("reads no more than the beginning of a 10 MB error", async () => {
    const { reply } = await chat("sim/big-error");
    expect(reply.error?.code).toBe("upstream-failed");
    expect(
      String(reply.error?.data.upstreamMessage).length,
    ).toBeLessThanOrEqual(2000);
    const request = upstream.requests.at(-1);
    await expect.poll(() => request?.abortedAt).toBeDefined();
    expect(request?.bytesWritten).toBeLessThan(8 * 1024 * 1024);
  });

  it("says that nothing listens, or that there is no such host", async () => {
    const refused = await chat("sim/plain", {
      baseUrl: "http://127.0.0.1:9/v1",
    });
    expect(refused.reply.error).toMatchObject({
      code: "upstream-unreachable",
      retryable: true,
    });
    const unknown = await chat("sim/plain", {
      baseUrl: "http://no-such-host.invalid/v1",
    });
    expect(unknown.reply.error).toMatchObject({ code: "upstream-unreachable" });
  });

  it("passes on what the key's owner says when it cannot be read", async () => {
    const { reply } = await chat("sim/plain", {
      apiKey: () => {
        throw new AppError("secret-missing", { message: "No key is stored." });
      },
    });
    expect(reply.error).toMatchObject({ code: "secret-missing" });
  });

  it("hides keys that an upstream quotes", async () => {
    const { reply } = await chat("sim/plain", {
      apiKey: () => "sk-wrong-canary-123456",
    });
    expect(reply.error?.code).toBe("key-rejected");
    const echoed = await chat(`sim/${key}`);
    expect(echoed.reply.error?.data.upstreamMessage).toContain("[hidden]");
    expect(JSON.stringify(echoed.reply.error)).not.toContain("canary");
  });
});

describe("model list", () => {
  it("gives descriptors with exact prices", async () => {
    const models = await provider().listModels(new AbortController().signal);
    expect(models.find(({ id }) => id === "sim/plain")).toMatchObject({
      ref: "sim:sim/plain",
      contextLength: 32768,
      maxOutputTokens: 4096,
      price: { input: "0.000001", output: "0.000002" },
    });
  });

  it("tells a wrong key although the list is public", async () => {
    const list = provider({ apiKey: () => "sk-wrong-1234567890" }).listModels(
      new AbortController().signal,
    );
    await expect(list).rejects.toMatchObject({ code: "key-rejected" });
  });
});
