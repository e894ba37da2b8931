import { cacheChoices, type CacheChoice } from "#shared/chat/cache-choice.ts";
import { t } from "#renderer/messages/t.ts";
import { Select } from "../select.tsx";
import styles from "./parameters.module.css";

/** Whether repeats of a chat's or a comparison's questions may be answered from the cache. */
export function CacheChoiceField({
  value = "settings",
  onChange,
}: {
  readonly value: CacheChoice | undefined;
  readonly onChange: (choice: CacheChoice) => void;
}) {
  const label = t("cache.choice.label");
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
