import { expect, test } from "vitest";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";

const clock = createSystemClock();

test("a sleep lasts", async () => {
  const started = clock.monotonic();
  await clock.sleep(30, new AbortController().signal);
  expect(clock.monotonic() - started).toBeGreaterThanOrEqual(29);
});

test("an abort ends a sleep at once, also one that has not begun", async () => {
  const controller = new AbortController();
  const sleep = clock.sleep(60_000, controller.signal);
  controller.abort();
  await expect(sleep).rejects.toMatchObject({ code: "aborted" });
  await expect(clock.sleep(60_000, controller.signal)).rejects.toMatchObject({
    code: "aborted",
  });
});

test("everyone who waits for the next turn goes on in it, one after the other", async () => {
  const order: string[] = [];
  const goOn = async (name: string): Promise<void> => {
    await clock.nextTurn();
    order.push(`${name} 1`);
    await Promise.resolve();
    order.push(`${name} 2`);
  };
  const both = Promise.all([
    goOn("a"),
    Promise.resolve().then(() => goOn("b")),
  ]);
  await Promise.resolve();
  expect(order).toEqual([]);
  await both;
  expect(order).toEqual(["a 1", "b 1", "a 2", "b 2"]);
});

test("of many who wait for the next turn, the first are through before the last go on", async () => {
  const order: string[] = [];
  const goOn = async (at: number): Promise<void> => {
    await clock.nextTurn();
    order.push(`${at} begins`);
    await Promise.resolve();
    order.push(`${at} ends`);
  };
  await Promise.all(Array.from({ length: 60 }, (_, at) => goOn(at)));
  expect(order).toHaveLength(120);
  expect(order.indexOf("0 ends")).toBeLessThan(order.indexOf("59 begins"));
});
