import { expect, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { createConnectivity } from "#main/services/health/connectivity.ts";

const away = new AppError("upstream-unreachable", { retryable: true }).toJSON();

function setUp() {
  const cloud = new Set(["router", "claude"]);
  const told: string[] = [];
  const connectivity = createConnectivity({
    isCloud: (id) => cloud.has(id),
    announcements: {
      ...createAnnouncements(),
      announce: (topic) => void told.push(topic),
    },
  });
  return { ...connectivity, cloud, told };
}

test("offline is when nobody out there was reached the last time", () => {
  const { note, isOffline, told } = setUp();
  expect(isOffline()).toBe(false);
  note("router", away);
  expect(isOffline()).toBe(true);
  note("claude");
  expect(isOffline()).toBe(false);
  note("claude", away);
  note("claude", away);
  expect(isOffline()).toBe(true);
  expect(told).toEqual(["connectivity", "connectivity", "connectivity"]);
});

test("an upstream that refuses was reached; what says nothing changes nothing", () => {
  const { note, isOffline } = setUp();
  note("router", away);
  note("router", new AppError("aborted").toJSON());
  note("router", new AppError("over-budget").toJSON());
  // A certificate that is not trusted: somebody answered.
  note("router", new AppError("upstream-unreachable").toJSON());
  expect(isOffline()).toBe(true);
  const refused = new AppError("key-rejected", { data: { status: 401 } });
  note("router", refused.toJSON());
  expect(isOffline()).toBe(false);
});

test("a call that fares as the one before it tells what was switched off since", () => {
  const { note, isOffline, cloud, told } = setUp();
  note("claude");
  note("router", away);
  expect([isOffline(), told]).toEqual([false, []]);
  cloud.delete("claude");
  note("router", away);
  expect([isOffline(), told]).toEqual([true, ["connectivity"]]);
});

test("what is near, switched off or gone does not count", () => {
  const { note, isOffline, cloud } = setUp();
  note("on-this-computer", away);
  expect(isOffline()).toBe(false);
  note("router", away);
  cloud.delete("router");
  expect(isOffline()).toBe(false);
});
