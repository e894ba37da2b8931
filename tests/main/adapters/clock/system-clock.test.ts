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
