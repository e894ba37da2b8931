import { expect, test } from "vitest";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
  type Step,
} from "#tests/fakes/chat-provider.ts";
import { aCall, collect, createTestEngine } from "#tests/fakes/engine.ts";

const never = new AbortController().signal;

/** Whether a second call of 107 tokens at most goes out while 200 a minute are allowed. */
async function secondGoesOut(first: readonly Step[]): Promise<boolean> {
  const provider = createFakeProvider(first, [text("Hi"), stop, usage(7, 1)]);
  const limits = { tokensPerMinute: 200 };
  const facts = { a: { limits, maxAttempts: 1 } };
  const { runner, clock } = createTestEngine({ a: provider }, { facts });
  const call = aCall(["a:m"]);
  const request = { ...call.request, parameters: { maxTokens: 100 } };
  await collect(runner({ ...call, request }, never));
  const controller = new AbortController();
  const second = collect(runner({ ...call, request }, controller.signal));
  await clock.advance(0);
  const { length } = provider.requests;
  controller.abort();
  await second;
  return length === 2;
}

test.each<[string, readonly Step[], boolean]>([
  ["what the upstream counted", [text("Hi"), stop, usage(7, 1)], true],
  ["more than was reserved", [text("Hi"), stop, usage(100, 80)], false],
  ["the reservation, where nobody counted", [text("Hi"), stop], false],
  ["nothing, where nothing was answered", [failed("upstream-failed")], true],
])("a call takes from its minute %s", async (_, script, goesOut) => {
  expect(await secondGoesOut(script)).toBe(goesOut);
});

test("a listener that stops in the queue leaves it: its place holds up nobody", async () => {
  const provider = createFakeProvider([text("Hi"), stop, usage(7, 1)]);
  const facts = { a: { limits: { concurrent: 1 } } };
  const { runner, clock } = createTestEngine({ a: provider }, { facts });
  const first = runner(aCall(["a:m"]), never);
  await first.next();
  for await (const { event } of runner(aCall(["a:m"]), never))
    if (event.type === "progress") break;
  expect(clock.sleeping()).toBe(0);
  await first.return();
  const third = await collect(runner(aCall(["a:m"]), never));
  expect(third.map(({ type }) => type)).toContain("finish");
  expect(provider.requests).toHaveLength(2);
});

test("an abort while it waits for tokens ends the call at once", async () => {
  const provider = createFakeProvider([text("Hi"), stop, usage(7, 90)]);
  const facts = { a: { limits: { tokensPerMinute: 100 } } };
  const { runner, clock } = createTestEngine({ a: provider }, { facts });
  await collect(runner(aCall(["a:m"]), never));
  const controller = new AbortController();
  const second = collect(runner(aCall(["a:m"]), controller.signal));
  await clock.advance(0);
  controller.abort();
  const events = await second;
  expect(events.at(-1)).toMatchObject({ error: { code: "aborted" } });
  expect(clock.sleeping()).toBe(0);
});
