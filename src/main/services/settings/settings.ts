import { AppError } from "#shared/errors/app-error.ts";
import {
  defaultSettings,
  settingEntries,
  settingKeys,
  type SettingKey,
  type Settings,
} from "#shared/settings/schema.ts";
import type { Fixer, SettingsState } from "#shared/rpc/settings.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { Announcements } from "../announcements/announcements.ts";

export interface SettingsService {
  /** Defaults, what a person chose, and over both what config file and command line fix. */
  current(): Settings;
  /** The settings that are fixed, and by what. */
  locked(): Readonly<Partial<Record<SettingKey, Fixer>>>;
  /** What the config file says of the cache beyond what the settings can hold. */
  readonly cache: SettingsState["cache"];
  /** Throws `invalid-request` (unknown key, bad value) or `conflict` (fixed). */
  set(key: string, value: unknown): void;
}

export interface SettingsDependencies {
  readonly values: KeyValueStore;
  readonly announcements: Announcements;
  /** What each of them fixes; the command line wins. */
  readonly fixed: Readonly<Record<Fixer, Partial<Settings>>>;
  readonly cache: SettingsState["cache"];
}

const storeKey = "settings";

export function createSettings(
  dependencies: SettingsDependencies,
): SettingsService {
  const { values, announcements } = dependencies;
  const { "config-file": byFile, "command-line": byLine } = dependencies.fixed;
  const fixed: Partial<Settings> = { ...byFile, ...byLine };
  let chosen = readChosen(values.get(storeKey));
  // Asked many times for each call, and changed by hand.
  let current: Settings = merged();

  function merged(): Settings {
    return { ...defaultSettings, ...chosen, ...fixed };
  }

  return {
    cache: dependencies.cache,
    current: () => current,
    locked: () =>
      Object.fromEntries(
        Object.keys(fixed).map((key) => [
          key,
          key in byLine ? "command-line" : "config-file",
        ]),
      ),
    set(key, value) {
      const known = settingKeys.find((it) => it === key);
      if (known === undefined) throw unknownKey(key);
      if (known in fixed) throw lockedKey(known);
      chosen = { ...chosen, ...checked(known, value) };
      current = merged();
      values.set(storeKey, chosen);
      announcements.announce("settings");
    },
  };
}

/** Stored values that no longer fit their schema fall back to the default. */
function readChosen(stored: unknown): Partial<Settings> {
  if (!(stored instanceof Object)) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(([key, value]) => {
      const known = settingKeys.find((it) => it === key);
      return (
        known !== undefined &&
        settingEntries[known].schema.safeParse(value).success
      );
    }),
  );
}

function checked(key: SettingKey, value: unknown): Partial<Settings> {
  const result = settingEntries[key].schema.safeParse(value);
  if (result.success) return { [key]: result.data };
  throw new AppError("invalid-request", {
    message: `${key}: ${result.error.issues[0]?.message ?? "not valid"}.`,
    data: { parameter: key },
  });
}

function unknownKey(key: string): AppError {
  return new AppError("invalid-request", {
    message: `There is no setting "${key}".`,
    data: { parameter: key },
  });
}

function lockedKey(key: SettingKey): AppError {
  return new AppError("conflict", {
    message: `The config file or the command line fixes ${key}.`,
    data: { parameter: key },
  });
}
