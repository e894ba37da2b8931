import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpChatProviderOptions } from "#main/adapters/http/provider.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import type { Reply } from "#shared/chat/reply.ts";
import {
  asking,
  providerOf,
  replyTo,
  textOf,
} from "#tests/support/provider-calls.ts";
import { streamNames } from "#tests/support/upstream/dialect-frames.ts";
import {
  startDialectUpstream,
  type DialectUpstream,
} from "#tests/support/upstream/dialect-server.ts";
import { hugeText } from "#tests/support/upstream/faults.ts";

const kinds = [
  ["openai", "openai-chat", "/v1"],
  ["anthropic", "anthropic-messages", ""],
  ["gemini", "gemini", ""],
  ["ollama", "ollama", ""],
] as const;

describe.each(kinds)("an upstream of kind %s", (kind, dialect, version) => {
  let upstream: DialectUpstream;
  let instance: ChatProvider;
  const provider = (options: Partial<HttpChatProviderOptions> = {}) =>
    providerOf({ kind, baseUrl: upstream.url + version, ...options });

  beforeAll(async () => {
    upstream = await startDialectUpstream(dialect);
    instance = provider();
  });
  afterAll(async () => {
    await instance.dispose();
    await upstream.close();
  });

  async function ask(model: string): Promise<Reply> {
    return (await replyTo(instance, { request: asking(model) })).reply;
  }

  it.each(["one-byte", "crlf", "as-text", "as-json", "slow-headers"])(
    "%s reads like the plain stream",
    async (fault) => {
      const plain = await ask("plain");
      expect(textOf(plain)).not.toBe("");
      expect(plain.finish?.reason).toBe("stop");
      expect(await ask(fault)).toEqual(plain);
    },
  );

  it("takes an event of a megabyte", async () => {
    const reply = await ask("huge");
    expect(textOf(reply)).toContain(hugeText);
    expect(reply.error).toBeUndefined();
  });

  it.each(["cut", "torn", "no-terminal"])(
    "%s is an interruption that keeps the text, never a success",
    async (fault) => {
      const reply = await ask(fault);
      expect(reply.error).toMatchObject({
        code: "stream-interrupted",
        data: { instance: "sim" },
      });
      expect(textOf(reply)).not.toBe("");
      expect(reply.finish).toBeUndefined();
    },
  );

  it.each([
    ["status-401", "key-rejected", false],
    ["status-404", "model-not-found", false],
    ["status-500", "upstream-failed", false],
    ["status-503", "overloaded", true],
    ["html", "upstream-invalid", false],
  ])("%s: %s", async (fault, code, retryable) => {
    expect((await ask(fault)).error).toMatchObject({ code, retryable });
  });

  it("tells a failure in the middle of a stream from a stream that broke off", async () => {
    const reply = await ask("mid-error");
    expect(textOf(reply)).not.toBe("");
    expect(reply.error?.data.upstreamMessage).toMatch(/\w/);
    expect(reply.error?.code).not.toBe("stream-interrupted");
    expect(reply.finish).toBeUndefined();
  });

  it("puts calls of tools together, however they come", async () => {
    const reply = await ask(
      dialect === "openai-chat" ? "parallel-tools" : "thinking-tools",
    );
    const calls = reply.parts.filter((part) => part.type === "tool-call");
    expect(calls.length).toBeGreaterThan(1);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    for (const call of calls)
      expect(JSON.parse(call.arguments || "{}")).toBeInstanceOf(Object);
    expect(reply.finish?.reason).toBe("tool-calls");
  });

  it("reads Retry-After in seconds and as a date", async () => {
    expect((await ask("retry-seconds")).error).toMatchObject({
      code: "rate-limited",
      data: { retryAfterMs: 3000, status: 429 },
    });
    const after = Number((await ask("retry-date")).error?.data.retryAfterMs);
    expect(after).toBeGreaterThan(50_000);
    expect(after).toBeLessThanOrEqual(60_000);
  });

  it("gives up on a stream that stands still, with what it said", async () => {
    const impatient = provider({ timeouts: { idleMs: 100 } });
    const { reply } = await replyTo(impatient, { request: asking("stall") });
    expect(textOf(reply)).toBe("And then");
    expect(reply.error?.code).toBe("upstream-timeout");
    await impatient.dispose();
  });

  it("an abort before the first byte hangs up within 100 ms", async () => {
    const abort = new AbortController();
    const before = upstream.requests.length;
    const asked = replyTo(
      instance,
      { request: asking("silent") },
      abort.signal,
    );
    await expect.poll(() => upstream.requests.length).toBe(before + 1);
    const at = performance.now();
    abort.abort();
    expect((await asked).reply.error?.code).toBe("aborted");
    expect(performance.now() - at).toBeLessThan(100);
    const request = upstream.requests.at(-1);
    await expect.poll(() => request?.abortedAt).toBeDefined();
  });

  it("keeps every frame of a recorded stream for its own dialect", async () => {
    for (const name of streamNames(dialect)) {
      const { events } = await replyTo(instance, { request: asking(name) });
      const frames = events.flatMap(({ frame }) => (frame ? [frame] : []));
      expect(new Set(frames.map((one) => one.dialect))).toEqual(
        new Set([dialect]),
      );
      const ended = events.filter(
        ({ event }) => event.type === "error" || event.type === "finish",
      );
      expect([name, ended.length]).toEqual([name, 1]);
    }
  });
});
