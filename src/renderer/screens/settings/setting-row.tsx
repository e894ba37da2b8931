import { Lock, RotateCcw } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import {
  defaultSettings,
  settingEntries,
  type SettingKey,
  type Settings,
} from "#shared/settings/schema.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { describeError } from "#renderer/format/error.ts";
import { formatBytes, formatDuration } from "#renderer/format/numbers.ts";
import { isMessageKey, t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { setSetting, useSettings } from "#renderer/stores/settings.ts";
import { SettingControlView } from "./setting-control.tsx";
import { FixedField } from "./setting-fields.tsx";
import styles from "./settings.module.css";

/** One setting: name and help at the left, its control at the right (or below, for long text). */
export function SettingRow({ name }: { readonly name: SettingKey }) {
  const value = useSettings((state) => state.values[name]);
  const fixer = useSettings((state) => state.locked[name]);
  const exact = useSettings((state) => exactText(name, state.cache));
  const [error, setError] = useState<ErrorJson>();
  const gone = useRef(false);
  const helpId = useId();
  const entry = settingEntries[name];
  const label = t(`settings.${name}.label`);
  const changed = value !== defaultSettings[name];

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);

  async function save(next: unknown): Promise<void> {
    setError(undefined);
    try {
      await setSetting(name, next as Settings[typeof name]);
    } catch (thrown) {
      // Left with a shortcut: the row can no longer say why the value was not taken.
      if (gone.current) toastError(thrown);
      else setError(toErrorJson(thrown));
    }
  }

  function problemOf(text: string): string | undefined {
    if (entry.schema.safeParse(text).success) return undefined;
    const key = `settings.${name}.problem`;
    return isMessageKey(key) ? textOf(key) : t("settings.badValue");
  }

  return (
    <div className={styles.row} data-control={layoutOf(entry.control)}>
      <div className={styles.words}>
        <div className={styles.label}>
          {label}
          {fixer !== undefined && (
            <Chip icon={<Lock size={14} aria-hidden />}>
              {t(`settings.locked.${fixer}`)}
            </Chip>
          )}
        </div>
        <p className={styles.help} id={helpId}>
          {t(`settings.${name}.help`)}
        </p>
        {error !== undefined && (
          <p className={styles.error} role="alert">
            {error.code === "invalid-request"
              ? t("settings.badValue")
              : describeError(error).sentence}
          </p>
        )}
      </div>
      <div className={styles.control}>
        {changed && fixer === undefined && (
          <IconButton
            label={t("settings.reset")}
            icon={<RotateCcw size={14} />}
            onClick={() => void save(defaultSettings[name])}
          />
        )}
        {exact !== undefined ? (
          <FixedField label={label} describedBy={helpId} text={exact} />
        ) : (
          <SettingControlView
            label={label}
            control={entry.control}
            value={value}
            locked={fixer !== undefined}
            describedBy={helpId}
            optionLabel={(option) => {
              const key = `settings.${name}.option.${option}`;
              return isMessageKey(key) ? textOf(key) : option;
            }}
            problemOf={problemOf}
            onChange={(next) => void save(next)}
          />
        )}
      </div>
    </div>
  );
}

function layoutOf(control: (typeof settingEntries)[SettingKey]["control"]) {
  return control.type === "text" && control.multiline ? "below" : "beside";
}

/** A message whose key was put together. */
const textOf = t as (key: string) => string;

/** What the config file's cache section fixes in units that the setting does not have. */
function exactText(
  name: SettingKey,
  { maxBytes, ttlSeconds }: ReturnType<typeof useSettings.getState>["cache"],
): string | undefined {
  if (name === "cacheMegabytes" && maxBytes !== undefined)
    return formatBytes(maxBytes);
  return name === "cacheHours" && ttlSeconds !== undefined
    ? formatDuration(ttlSeconds * 1_000)
    : undefined;
}
