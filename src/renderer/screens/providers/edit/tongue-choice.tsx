import { Select } from "#renderer/components/select.tsx";
import { t } from "#renderer/messages/t.ts";
import { Folded } from "./folded.tsx";
import type { SectionProps } from "./section-props.ts";
import { tongueChoices, type TongueChoice } from "./tongues.ts";
import styles from "./edit.module.css";

const labels = {
  auto: "provider.edit.speaks.auto",
  none: "provider.edit.speaks.none",
  messages: "provider.edit.speaks.messages",
  responses: "provider.edit.speaks.responses",
  both: "provider.edit.speaks.both",
} as const satisfies Record<TongueChoice, string>;

/** What an endpoint speaks beside OpenAI's chat, where its user knows better. */
export function TongueChoiceSection({ edit, view }: SectionProps) {
  const { speaks } = edit.form;
  const locked = view.locked.includes("speaks");
  return (
    <Folded
      title={t("provider.edit.speaks")}
      set={speaks === "auto" ? 0 : 1}
      locked={locked}
    >
      <div className={styles.row}>
        <p className={styles.help}>{t("provider.edit.speaksHelp")}</p>
        <Select
          label={t("provider.edit.speaks")}
          value={speaks}
          disabled={locked}
          options={tongueChoices.map((value) => {
            return { value, label: t(labels[value]) };
          })}
          onChange={(next) => edit.set({ speaks: next })}
        />
      </div>
    </Folded>
  );
}
