import type { SettingsState } from "#shared/rpc/settings.ts";
import type { Settings } from "#shared/settings/schema.ts";
import type { CacheMode } from "#shared/chat/cache-choice.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";

const bytesPerMegabyte = 1_048_576;
const millisecondsPerHour = 3_600_000;

/** The config file's cache section over the settings. */
export interface CachePolicy {
  /** What holds for a call with this wish; a cache that the file switched off is off for all of them. */
  calls(wish?: CacheMode): { readonly mode: CacheMode; readonly ttlMs: number };
  maxBytes(): number;
}

export function createCachePolicy(
  fixed: AppConfig["cache"],
  settings: () => Settings,
): CachePolicy {
  return {
    calls(wish) {
      const { cacheMode, cacheHours } = settings();
      const { enabled, mode, ttlSeconds } = fixed;
      return {
        mode: enabled === false ? "off" : (wish ?? mode ?? cacheMode),
        ttlMs:
          ttlSeconds === undefined
            ? cacheHours * millisecondsPerHour
            : ttlSeconds * 1_000,
      };
    },
    maxBytes: () =>
      fixed.maxBytes ?? settings().cacheMegabytes * bytesPerMegabyte,
  };
}

/** The settings that the section fixes, as near as their units come. */
export function settingsFixedByCache(
  fixed: AppConfig["cache"],
): Partial<Settings> {
  const { enabled, mode, ttlSeconds, maxBytes } = fixed;
  const cacheMode = enabled === false ? "off" : mode;
  return {
    ...(cacheMode === undefined ? {} : { cacheMode }),
    ...(maxBytes === undefined
      ? {}
      : { cacheMegabytes: Math.round(maxBytes / bytesPerMegabyte) }),
    ...(ttlSeconds === undefined
      ? {}
      : { cacheHours: Math.max(1, Math.round(ttlSeconds / 3_600)) }),
  };
}

/** The section as it stands: the settings are whole hours and megabytes, and know no off for all. */
export function fixedCache({
  enabled,
  maxBytes,
  ttlSeconds,
}: AppConfig["cache"]): SettingsState["cache"] {
  return {
    isOff: enabled === false,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  };
}
