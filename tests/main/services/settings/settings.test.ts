import { expect, test } from "vitest";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { createSettings } from "#main/services/settings/settings.ts";
import { defaultSettings } from "#shared/settings/schema.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";

function setUp(stored?: unknown, fixed = {}) {
  const content = new Map<string, unknown>([["settings", stored]]);
  const values: KeyValueStore = {
    get: (key) => content.get(key),
    set: (key, value) => void content.set(key, value),
  };
  const announcements = createAnnouncements();
  const make = () => createSettings({ values, announcements, fixed });
  return { settings: make(), restart: make };
}

test("a change holds and survives a restart", () => {
  const { settings, restart } = setUp();
  settings.set("theme", "dark");
  expect(settings.current()).toEqual({ ...defaultSettings, theme: "dark" });
  expect(restart().current().theme).toBe("dark");
});

test.each([
  ["theme", "pink", "theme"],
  ["localThreads", 1.5, "localThreads"],
  ["nonsense", 1, "nonsense"],
])("%s = %j is refused by its key", (key, value, parameter) => {
  const { settings } = setUp();
  expect(() => settings.set(key, value)).toThrow(
    expect.objectContaining({ code: "invalid-request", data: { parameter } }),
  );
  expect(settings.current()).toEqual(defaultSettings);
});

test("what the config file fixes wins and is locked", () => {
  const { settings } = setUp({ theme: "light" }, { theme: "dark" });
  expect(settings.current().theme).toBe("dark");
  expect(settings.locked()).toEqual(["theme"]);
  expect(() => settings.set("theme", "light")).toThrow(
    expect.objectContaining({ code: "conflict" }),
  );
});

test("stored values that no longer fit fall back to the default", () => {
  const { settings } = setUp({ theme: 7, sendWithEnter: false, old: true });
  expect(settings.current()).toEqual({
    ...defaultSettings,
    sendWithEnter: false,
  });
});
