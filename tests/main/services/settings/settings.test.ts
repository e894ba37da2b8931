import { expect, test } from "vitest";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { createSettings } from "#main/services/settings/settings.ts";
import type { Fixer } from "#shared/rpc/settings.ts";
import {
  defaultSettings,
  settingKeys,
  type Settings,
} from "#shared/settings/schema.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";

const none = { "config-file": {}, "command-line": {} };

function setUp(
  stored?: unknown,
  fixed: Readonly<Record<Fixer, Partial<Settings>>> = none,
) {
  const content = new Map<string, unknown>([["settings", stored]]);
  const values: KeyValueStore = {
    get: (key) => content.get(key),
    set: (key, value) => void content.set(key, value),
  };
  const announcements = createAnnouncements();
  const make = () =>
    createSettings({ values, announcements, fixed, cache: { isOff: false } });
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

test("what is fixed wins and is locked by name; the command line wins over the file", () => {
  const { settings } = setUp(
    { theme: "light", gatewayPort: 4000 },
    {
      "config-file": { theme: "dark", gatewayPort: 5000 },
      "command-line": { gatewayPort: 6000 },
    },
  );
  expect(settings.current()).toEqual({
    ...defaultSettings,
    theme: "dark",
    gatewayPort: 6000,
  });
  expect(settings.locked()).toEqual({
    theme: "config-file",
    gatewayPort: "command-line",
  });
});

test.each(settingKeys)("%s cannot be changed where it is fixed", (key) => {
  const { settings } = setUp(undefined, {
    ...none,
    "config-file": { [key]: defaultSettings[key] },
  });
  expect(() => settings.set(key, defaultSettings[key])).toThrow(
    expect.objectContaining({ code: "conflict", data: { parameter: key } }),
  );
});

test("stored values that no longer fit fall back to the default", () => {
  const { settings } = setUp({ theme: 7, sendWithEnter: false, old: true });
  expect(settings.current()).toEqual({
    ...defaultSettings,
    sendWithEnter: false,
  });
});
