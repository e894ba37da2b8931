import { describe, expect, it } from "vitest";
import { createLocalRuntime } from "#main/adapters/local/runtime.ts";
import type { LocalEvent } from "#main/ports/local-runtime.ts";
import {
  createFakeLauncher,
  type FakeChild,
} from "#tests/fakes/child-processes.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import { ask, collect } from "./real-runtime.ts";

const never = new AbortController().signal;
const silent = () => {};
const loaded = { contextSize: 512, memoryBytes: 1, gpu: false };

interface Message {
  readonly type: string;
  readonly id: number;
}

/** A worker that loads at once and lets the test decide what generating does. */
function worker(onGenerate: (child: FakeChild, id: number) => void) {
  return createFakeLauncher(
    (child, raw) => {
      const message = raw as Message;
      if (message.type === "load") child.say({ type: "loaded", loaded });
      if (message.type === "generate") onGenerate(child, message.id);
    },
    (child) => child.say({ type: "ready" }),
  );
}

function start(
  launcher: ReturnType<typeof createFakeLauncher>,
  memoryKills: () => number | undefined = () => 0,
) {
  const clock = createManualClock();
  const runtime = createLocalRuntime({
    launcher,
    entry: "/worker",
    clock,
    idleMs: () => 60_000,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    memoryKills,
  });
  return { runtime, clock };
}

const say = (child: FakeChild, id: number, event: LocalEvent) =>
  child.say({ type: "event", id, event });
const done = {
  type: "done",
  reason: "stop",
  inputTokens: 1,
  outputTokens: 1,
} as const;
const errorOf = (events: readonly LocalEvent[]) => {
  const last = events.at(-1);
  return last?.type === "error" ? last.error : undefined;
};

describe("starting", () => {
  it("gives up on a process that never answers, and kills it", async () => {
    const launcher = createFakeLauncher();
    const { runtime, clock } = start(launcher);
    const events = collect(runtime.generate(ask("Hi"), never));
    await expect.poll(() => clock.sleeping()).toBe(1);
    await clock.advance(30_000);
    expect(errorOf(await events)).toMatchObject({
      code: "upstream-timeout",
      retryable: true,
    });
    expect(launcher.children[0]?.killed).toBe(true);
    expect(runtime.status().state).toBe("stopped");
  });

  it("tells of a process that ends before it answers", async () => {
    const launcher = createFakeLauncher(silent, (child) =>
      child.exit({ code: 1, stderr: "Cannot find module\n" }),
    );
    const { runtime } = start(launcher);
    const events = await collect(runtime.generate(ask("Hi"), never));
    expect(errorOf(events)).toMatchObject({
      code: "local-crashed",
      data: { exit: "code 1", reason: "Cannot find module" },
    });
  });

  it("passes on why a file was not loaded", async () => {
    const error = {
      code: "local-load-failed",
      message: "No.",
      retryable: false,
      data: {},
    };
    const launcher = createFakeLauncher(
      (child) => child.say({ type: "load-failed", error }),
      (child) => child.say({ type: "ready" }),
    );
    const { runtime } = start(launcher);
    const events = await collect(runtime.generate(ask("Hi"), never));
    expect(errorOf(events)).toEqual(error);
    expect(launcher.children[0]?.killed).toBe(true);
  });

  it("refuses images before it starts anything", async () => {
    const launcher = worker(silent);
    const { runtime } = start(launcher);
    const image = {
      type: "image",
      mediaType: "image/png",
      source: { type: "base64", data: "" },
    } as const;
    const request = {
      ...ask("Hi"),
      messages: [{ role: "user", parts: [image] } as const],
    };
    const events = await collect(
      runtime.generate(
        { ...request, messages: [{ role: "user", parts: [image] }] },
        never,
      ),
    );
    expect(errorOf(events)).toMatchObject({
      code: "unsupported-parameter",
      data: { parameter: "image" },
    });
    expect(launcher.children).toHaveLength(0);
  });
});

describe("running out of memory", () => {
  it.each([
    { exit: { code: 134, stderr: "terminate: std::bad_alloc" }, kills: [0, 0] },
    { exit: { signal: "SIGKILL" }, kills: [3, 4] },
    { exit: { signal: "SIGKILL" }, kills: [] },
    { exit: { code: 137 }, kills: [] },
    { exit: { code: 0xc0000017 }, kills: [] },
  ])("is told from a crash: $exit, $kills", async ({ exit, kills }) => {
    const counts = [...kills];
    const launcher = worker((child) => child.exit(exit));
    const { runtime } = start(launcher, () => counts.shift());
    const events = await collect(runtime.generate(ask("Hi"), never));
    expect(errorOf(events)?.code).toBe("local-out-of-memory");
  });

  it.each([
    { exit: { signal: "SIGSEGV" }, kills: [] },
    { exit: { signal: "SIGKILL" }, kills: [4, 4] },
    { exit: { code: 1 }, kills: [0, 1] },
  ])("is not claimed for a crash: $exit, $kills", async ({ exit, kills }) => {
    const counts = [...kills];
    const launcher = worker((child) => child.exit(exit));
    const { runtime } = start(launcher, () => counts.shift());
    const events = await collect(runtime.generate(ask("Hi"), never));
    expect(errorOf(events)?.code).toBe("local-crashed");
    expect(events.filter(({ type }) => type === "error")).toHaveLength(1);
  });
});

describe("stopping", () => {
  it("kills a process that does not stop, and the next call starts another", async () => {
    const launcher = worker((child, id) => {
      if (launcher.children.length === 1)
        say(child, id, { type: "text", text: "a" });
      else say(child, id, done);
    });
    const { runtime, clock } = start(launcher);
    const controller = new AbortController();
    const events: LocalEvent[] = [];
    for await (const event of runtime.generate(ask("Hi"), controller.signal)) {
      events.push(event);
      if (event.type === "text") controller.abort();
    }
    expect(errorOf(events)?.code).toBe("aborted");
    const next = collect(runtime.generate(ask("Hi"), never));
    await clock.advance(5_000);
    expect((await next).at(-1)).toEqual(done);
    expect(launcher.children.map(({ killed }) => killed)).toEqual([
      true,
      false,
    ]);
  });

  it("ends what runs and what waits with `aborted` when it is disposed of", async () => {
    const launcher = worker((child, id) =>
      say(child, id, { type: "text", text: "a" }),
    );
    const { runtime } = start(launcher);
    const running = collect(runtime.generate(ask("Hi"), never));
    const waiting = collect(runtime.generate(ask("Hi"), never));
    await expect.poll(() => runtime.status().state).toBe("generating");
    await runtime.dispose();
    expect(errorOf(await running)?.code).toBe("aborted");
    expect(errorOf(await waiting)?.code).toBe("aborted");
    const late = await collect(runtime.generate(ask("Hi"), never));
    expect(errorOf(late)?.code).toBe("aborted");
    expect(launcher.children).toHaveLength(1);
  });
});

describe("idling", () => {
  it("unloads after the idle time, counted from the last reply", async () => {
    const launcher = worker((child, id) => say(child, id, done));
    const { runtime, clock } = start(launcher);
    await collect(runtime.generate(ask("Hi"), never));
    await expect.poll(() => clock.sleeping()).toBe(1);
    await clock.advance(59_000);
    await collect(runtime.generate(ask("Hi"), never));
    await expect.poll(() => clock.sleeping()).toBe(1);
    await clock.advance(59_000);
    expect(runtime.status().state).toBe("idle");
    await clock.advance(1_000);
    await expect.poll(() => runtime.status().state).toBe("stopped");
    expect(launcher.children).toHaveLength(1);
  });

  it("is not trusted any more after llama.cpp itself failed", async () => {
    const error = {
      code: "local-crashed",
      message: "decode failed",
      retryable: false,
      data: {},
    };
    const launcher = worker((child, id) =>
      child.say({ type: "failed", id, error }),
    );
    const { runtime } = start(launcher);
    const events = await collect(runtime.generate(ask("Hi"), never));
    expect(errorOf(events)?.code).toBe("local-crashed");
    await expect.poll(() => runtime.status().state).toBe("stopped");
  });
});
