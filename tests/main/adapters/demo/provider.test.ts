import { describe, expect, test } from "vitest";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { demoModels } from "#main/adapters/demo/models.ts";
import { createDemoProvider } from "#main/adapters/demo/provider.ts";
import { writeDemoReply } from "#main/adapters/demo/write-reply.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { collect } from "#tests/fakes/engine.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";

const instance = "demo" as InstanceId;
const never = new AbortController().signal;

function request(model: string, text = "Hello", maxTokens?: number) {
  const made: ChatRequest = {
    model,
    messages: [{ role: "user", parts: [{ type: "text", text }] }],
    parameters: maxTokens === undefined ? {} : { maxTokens },
  };
  return { request: made };
}

async function play(model: string, text?: string, maxTokens?: number) {
  const clock = createManualClock();
  const provider = createDemoProvider({ instance, clock });
  let over = false;
  const events = collect(
    provider.chat(request(model, text, maxTokens), never),
  ).finally(() => (over = true));
  while (!over) await clock.advance(50);
  return { events: await events, tookMs: clock.now() };
}

function textOf(events: Awaited<ReturnType<typeof play>>["events"]) {
  return events
    .map((event) => (event.type === "text-delta" ? event.text : ""))
    .join("");
}

describe("simulated models", () => {
  test("say in name and description what they are", async () => {
    const provider = createDemoProvider({
      instance,
      clock: createManualClock(),
    });
    for (const model of await provider.listModels(never)) {
      expect(model).toMatchObject({
        simulated: true,
        local: true,
        name: expect.stringContaining("Simulated"),
        description: expect.stringContaining("Not a real model"),
      });
    }
  });

  test.each(demoModels.map(({ id, tokensPerSecond }) => [id, tokensPerSecond]))(
    "%s streams at about %s tokens a second",
    async (id, speed) => {
      const { events, tookMs } = await play(String(id), "Hello");
      const tokens = events.filter(({ type }) => type.endsWith("-delta"));
      const perSecond = (tokens.length / tookMs) * 1_000;
      expect(perSecond).toBeGreaterThan(Number(speed) * 0.5);
      expect(perSecond).toBeLessThan(Number(speed) * 1.05);
    },
  );

  test("the same prompt gives the same text, another prompt another", async () => {
    const [first, second, other] = await Promise.all([
      play("simulated-fast", "A"),
      play("simulated-fast", "A"),
      play("simulated-fast", "B"),
    ]);
    expect(textOf(first.events)).toBe(textOf(second.events));
    expect(textOf(first.events)).not.toBe(textOf(other.events));
  });

  test("the pieces join to the text that was prepared", async () => {
    const { events } = await play("simulated-thorough", "日本語 *and* more");
    const { messages } = request("", "日本語 *and* more").request;
    expect(textOf(events)).toBe(writeDemoReply("long", messages).text);
    expect(textOf(events)).toMatch(/\|[-:|]+\|/);
    expect(textOf(events)).toContain("```");
    expect(textOf(events)).toContain("$$");
    expect(textOf(events)).toContain("日本語 and more");
  });

  test("reasoning comes first and is counted", async () => {
    const { events } = await play("simulated-reasoning");
    const types = events.map(({ type }) => type);
    expect(types.indexOf("reasoning-delta")).toBe(1);
    expect(types.lastIndexOf("reasoning-delta")).toBeLessThan(
      types.indexOf("text-delta"),
    );
    const usage = events.at(-1);
    expect(usage).toMatchObject({ type: "usage", usage: { costNanoUsd: 0 } });
  });

  test("a bound on tokens is obeyed and told", async () => {
    const { events } = await play("simulated-fast", "Hello", 5);
    expect(events.filter(({ type }) => type === "text-delta")).toHaveLength(5);
    expect(events.slice(-2)).toMatchObject([
      { type: "finish", reason: "length" },
      { type: "usage", usage: { outputTokens: 5 } },
    ]);
  });

  test("the unstable one breaks off in the middle", async () => {
    const { events } = await play("simulated-unstable");
    expect(events.at(-1)).toMatchObject({
      type: "error",
      error: { code: "stream-interrupted" },
    });
    expect(textOf(events).length).toBeGreaterThan(100);
  });

  test("an unknown model is not found", async () => {
    const { events } = await play("gpt-5");
    expect(events).toMatchObject([{ error: { code: "model-not-found" } }]);
  });
});

describe("ending", () => {
  test.each(["abort", "dispose"])("%s ends a reply at once", async (how) => {
    const provider = createDemoProvider({
      instance,
      clock: createSystemClock(),
    });
    const controller = new AbortController();
    const events = collect(
      provider.chat(request("simulated-slow"), controller.signal),
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    if (how === "abort") controller.abort();
    else await provider.dispose();
    expect((await events).at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(performance.now() - started).toBeLessThan(50);
  });
});

test("the window's comparison example gets answers that agree in part and differ in numbers", () => {
  const prompt = request("any", "Does cold brew go off?").request.messages;
  const fast = writeDemoReply("short", prompt).text;
  const thorough = writeDemoReply("long", prompt).text;
  for (const text of [fast, thorough]) expect(text).toContain("fewer acids");
  expect(fast).toContain("2 weeks");
  expect(thorough).toContain("7 to 10 days");
});
