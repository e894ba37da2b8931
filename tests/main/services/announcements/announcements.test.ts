import { expect, test } from "vitest";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";

test("a topic that changed often meanwhile comes once, each topic comes", async () => {
  const announcements = createAnnouncements();
  const controller = new AbortController();
  const changes = announcements
    .subscribe(controller.signal)
    [Symbol.asyncIterator]();
  const first = changes.next();
  for (let count = 0; count < 100; count += 1) {
    announcements.announce("models");
    announcements.announce("settings");
  }
  expect((await first).value).toEqual({ topic: "models" });
  expect((await changes.next()).value).toEqual({ topic: "settings" });
  const last = changes.next();
  controller.abort();
  expect((await last).done).toBe(true);
});

test("who left is told nothing and costs nothing", async () => {
  const announcements = createAnnouncements();
  const changes = announcements.subscribe(undefined)[Symbol.asyncIterator]();
  const first = changes.next();
  announcements.announce("local");
  await first;
  await changes.return?.();
  announcements.announce("local");
  expect((await changes.next()).done).toBe(true);
});
