import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalEvent } from "#main/ports/local-runtime.ts";
import {
  ask,
  chatModel,
  collect,
  plainModel,
  startRealRuntime,
  textOf,
  type RealRuntime,
} from "./real-runtime.ts";

const never = new AbortController().signal;
let real: RealRuntime;

beforeAll(() => {
  real = startRealRuntime();
});
afterAll(async () => {
  await real.runtime.dispose();
});

function generate(...request: Parameters<typeof ask>): Promise<LocalEvent[]> {
  return collect(real.runtime.generate(ask(...request), never));
}

async function alive(pid: number | undefined): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a model without a chat template", () => {
  it("loads with progress and completes token by token, counted exactly", async () => {
    const events = await generate("Once upon a time");
    expect(events[0]).toEqual({ type: "loading", fraction: 0 });
    expect(events).toContainEqual({
      type: "prompting",
      prompting: "completion",
    });
    const texts = events.filter(({ type }) => type === "text");
    expect(texts).toHaveLength(40);
    expect(events.at(-1)).toEqual({
      type: "done",
      reason: "length",
      inputTokens: 5,
      outputTokens: 40,
    });
    expect(textOf(events)).toMatch(/^, there was a little/);
  });

  it("counts a prompt's tokens while it answers another, and not for a model that is not loaded", async () => {
    await generate("Once upon a time");
    const { runtime } = real;
    const count = (...wanted: Parameters<typeof ask>) =>
      runtime.countTokens(ask(...wanted), never);
    const events: LocalEvent[] = [];
    const counts: Promise<number | undefined>[] = [];
    for await (const event of runtime.generate(ask("The cat"), never)) {
      if (event.type === "text" && counts.length === 0)
        counts.push(count("Once upon a time"));
      events.push(event);
    }
    expect(await counts[0]).toBe(5);
    expect(events.at(-1)).toMatchObject({ type: "done", outputTokens: 40 });
    expect(await count("Once", {}, { contextSize: 64 })).toBeUndefined();
    const gone = AbortSignal.abort();
    await expect(runtime.countTokens(ask("Once"), gone)).rejects.toMatchObject({
      code: "aborted",
    });
  });

  it("gives the same text again at temperature 0, and by seed above it", async () => {
    const cold = [await generate("The cat"), await generate("The cat")];
    expect(textOf(cold[0] ?? [])).toBe(textOf(cold[1] ?? []));
    const warm = (seed?: number) =>
      generate("The cat", {
        temperature: 1,
        ...(seed === undefined ? {} : { seed }),
      }).then(textOf);
    expect(await warm(7)).toBe(await warm(7));
    expect(await warm(7)).not.toBe(await warm(8));
    expect(await warm()).not.toBe(await warm());
  });

  it("ends before a stop string that spans tokens", async () => {
    const whole = textOf(await generate("Once upon a time"));
    const stop = whole.slice(12, 21);
    const events = await generate("Once upon a time", { stop: [stop] });
    expect(textOf(events)).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "stop" });
  });

  it("honours what changes the choice of tokens", async () => {
    const plain = textOf(
      await generate("Once upon a time", { maxTokens: 120 }),
    );
    const penalized = await generate("Once upon a time", {
      maxTokens: 120,
      repetitionPenalty: 1.8,
    });
    expect(textOf(penalized)).not.toBe(plain);
    const narrow = await generate("Once upon a time", {
      maxTokens: 120,
      temperature: 2,
      topK: 1,
    });
    expect(textOf(narrow)).toBe(plain);
  });

  it("is held to a JSON Schema by a grammar", async () => {
    const events = await collect(
      real.runtime.generate(
        {
          ...ask("A cat", { maxTokens: 200 }),
          jsonSchema: {
            type: "object",
            properties: {
              colour: { enum: ["red", "blue"] },
              age: { type: "integer" },
              tame: { type: "boolean" },
            },
            required: ["colour", "age", "tame"],
          },
        },
        never,
      ),
    );
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "stop" });
    expect(JSON.parse(textOf(events))).toEqual({
      colour: expect.stringMatching(/^(red|blue)$/) as string,
      age: expect.any(Number) as number,
      tame: expect.any(Boolean) as boolean,
    });
  });

  it("refuses a conversation that does not fit, before it generates", async () => {
    const events = await generate("word ".repeat(3000));
    expect(events).toEqual([
      {
        type: "error",
        error: expect.objectContaining({ code: "context-too-long" }) as object,
      },
    ]);
  });
});

describe("a model with a chat template", () => {
  it("is prompted by its own template and ends its turn by it", async () => {
    const request = ask("Tell me a story", {}, { path: chatModel });
    const events = await collect(real.runtime.generate(request, never));
    expect(events).toContainEqual({
      type: "prompting",
      prompting: "chat-template",
    });
    const plain = await generate("Tell me a story");
    expect(textOf(events)).not.toBe(textOf(plain));
    const done = (all: LocalEvent[]) => all.find(({ type }) => type === "done");
    const tokens = [done(events), done(plain)].map((event) =>
      event?.type === "done" ? event.inputTokens : 0,
    );
    expect(tokens[0]).toBeGreaterThan((tokens[1] ?? 0) + 20);
  });

  it("loads anew only when an option changes", async () => {
    const started = real.children.length;
    await generate("One", { maxTokens: 2 });
    await generate("Two", { maxTokens: 2 });
    const afterSame = real.children.length;
    await generate("Three", { maxTokens: 2 }, { contextSize: 512 });
    expect(afterSame - started).toBeLessThanOrEqual(1);
    expect(real.children.length).toBe(afterSame + 1);
    expect(real.runtime.status()).toMatchObject({
      state: "idle",
      loadedPath: plainModel,
      threads: 1,
      gpu: false,
    });
    expect(real.runtime.status().memoryBytes).toBeGreaterThan(1_000_000);
  });
});

describe("stopping", () => {
  it("ends a running generation within 100 ms, and the process lives on", async () => {
    const controller = new AbortController();
    let stoppedAt = 0;
    let seen = 0;
    const events: LocalEvent[] = [];
    const request = ask("Once upon a time", { maxTokens: 2000 });
    for await (const event of real.runtime.generate(
      request,
      controller.signal,
    )) {
      events.push(event);
      if (event.type === "text" && (seen += 1) === 20) {
        stoppedAt = performance.now();
        controller.abort();
      }
    }
    expect(performance.now() - stoppedAt).toBeLessThan(100);
    expect(events.at(-1)).toMatchObject({
      type: "error",
      error: { code: "aborted" },
    });
    const { pid } = real.children.at(-1) ?? {};
    await generate("The dog", { maxTokens: 2 });
    expect(real.children.at(-1)?.pid).toBe(pid);
  });

  it("stops decoding, not only listening", async () => {
    const controller = new AbortController();
    const request = ask("Once upon a time", { maxTokens: 2000 });
    for await (const event of real.runtime.generate(request, controller.signal))
      if (event.type === "text") controller.abort();
    const start = performance.now();
    const next = await generate("The dog", { maxTokens: 1 });
    expect(next.at(-1)).toMatchObject({ type: "done" });
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("ends a load at once", async () => {
    const controller = new AbortController();
    const request = ask("Hello", {}, { contextSize: 300 });
    const events: LocalEvent[] = [];
    for await (const event of real.runtime.generate(
      request,
      controller.signal,
    )) {
      events.push(event);
      controller.abort();
    }
    expect(events.at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(real.runtime.status().state).toBe("stopped");
  });

  it("takes a reader that leaves for a stop", async () => {
    const request = ask("Once upon a time", { maxTokens: 2000 });
    for await (const event of real.runtime.generate(request, never))
      if (event.type === "text") break;
    expect((await generate("Hi", { maxTokens: 1 })).at(-1)?.type).toBe("done");
  });
});

describe("a process that dies", () => {
  it("is one error, and the next call starts a new one", async () => {
    const events: LocalEvent[] = [];
    const request = ask("Once upon a time", { maxTokens: 2000 });
    let pid: number | undefined;
    for await (const event of real.runtime.generate(request, never)) {
      events.push(event);
      if (event.type !== "text" || pid !== undefined) continue;
      pid = real.children.at(-1)?.pid;
      process.kill(pid ?? 0, "SIGKILL");
    }
    const errors = events.filter(({ type }) => type === "error");
    expect(errors).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      error: {
        code: expect.stringMatching(
          /^local-(crashed|out-of-memory)$/,
        ) as string,
      },
    });
    const next = await generate("The dog", { maxTokens: 3 });
    expect(next.at(-1)).toMatchObject({ type: "done", outputTokens: 3 });
    expect(real.children.at(-1)?.pid).not.toBe(pid);
  });

  it("leaves nothing behind after an unload", async () => {
    await generate("Hi", { maxTokens: 1 });
    const { pid } = real.children.at(-1) ?? {};
    expect(await alive(pid)).toBe(true);
    await real.runtime.unload();
    expect(await alive(pid)).toBe(false);
    expect(real.runtime.status().state).toBe("stopped");
  });
});

describe("beside the application", () => {
  it("unloads what nobody uses", async () => {
    const idle = startRealRuntime(100);
    await collect(idle.runtime.generate(ask("Hi", { maxTokens: 1 }), never));
    expect(idle.runtime.status().state).toBe("idle");
    await expect
      .poll(() => idle.runtime.status().state, { timeout: 3000 })
      .toBe("stopped");
    expect(await alive(idle.children[0]?.pid)).toBe(false);
  });

  it("keeps the event loop under 20 ms at p99 while it generates", async () => {
    await generate("Warm", { maxTokens: 1 });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const events = await generate("Once upon a time", { maxTokens: 1500 });
    delay.disable();
    expect(events.at(-1)).toMatchObject({ type: "done" });
    expect(delay.percentile(99) / 1e6).toBeLessThan(20);
  });

  it("answers callers in turn and lets one leave the queue", async () => {
    const leaving = new AbortController();
    const first = generate("Once upon a time", { maxTokens: 300 });
    const second = collect(real.runtime.generate(ask("Left"), leaving.signal));
    const third = generate("The dog", { maxTokens: 3 });
    leaving.abort();
    expect(await second).toEqual([
      { type: "queued" },
      {
        type: "error",
        error: expect.objectContaining({ code: "aborted" }) as object,
      },
    ]);
    expect((await first).at(-1)).toMatchObject({ outputTokens: 300 });
    const last = await third;
    expect(last[0]).toEqual({ type: "queued" });
    expect(last.at(-1)).toMatchObject({ outputTokens: 3 });
  });

  it("says why a file cannot be loaded", async () => {
    const events = await generate("Hi", {}, { path: __filename });
    expect(events.at(-1)).toMatchObject({
      type: "error",
      error: { code: "local-load-failed", data: { path: __filename } },
    });
    expect(real.runtime.status().state).toBe("stopped");
  });
});
