import { Lock } from "lucide-react";
import { useId } from "react";
import { cacheChoices, type CacheChoice } from "#shared/chat/cache-choice.ts";
import { t } from "#renderer/messages/t.ts";
import { Select } from "../select.tsx";
import styles from "./parameters.module.css";

/** Whether repeats of a chat's or a comparison's questions may be answered from the cache. */
export function CacheChoiceField({
  value = "settings",
  isOff,
  onChange,
}: {
  readonly value: CacheChoice | undefined;
  /** Whether the config file switched the cache off, whatever is chosen here. */
  readonly isOff: boolean;
  readonly onChange: (choice: CacheChoice) => void;
}) {
  const label = t("cache.choice.label");
  const note = useId();
  if (isOff)
    return (
      <div className={styles.choice}>
        <span>{label}</span>
        <Select
          label={label}
          quiet
          disabled
          describedBy={note}
          value="off"
          options={[{ value: "off", label: t("cache.choice.off") }]}
          onChange={() => undefined}
        />
        <p className={styles.fixed} id={note}>
          <Lock size={14} aria-hidden />
          {t("settings.locked.config-file")}
        </p>
      </div>
    );
  return (
    <div className={styles.choice}>
      <span>{label}</span>
      <Select
        label={label}
        quiet
        value={value}
        options={cacheChoices.map((choice) => ({
          value: choice,
          label: t(`cache.choice.${choice}`),
        }))}
        onChange={onChange}
      />
    </div>
  );
}
