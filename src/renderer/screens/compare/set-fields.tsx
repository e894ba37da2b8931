import { Plus, X } from "lucide-react";
import { useState } from "react";
import { mostSetModels, type Assertion } from "#shared/compare/prompt-set.ts";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { SeriesContext } from "#renderer/components/series-context.ts";
import { seriesAmong } from "#renderer/components/series.ts";
import { TextField } from "#renderer/components/text-field.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { t } from "#renderer/messages/t.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import { ModelDialog } from "./model-dialog.tsx";
import {
  newAssertion,
  textOfAssertion,
  withText,
  type DraftProblems,
  type SetDraft,
} from "./set-draft.ts";
import styles from "./set-form.module.css";

const kinds = ["contains", "equals", "regex", "json-schema"] as const;

/** Models, limits and checks of a prompt set. */
export function SetFields({
  draft,
  problems,
  onChange,
}: {
  readonly draft: SetDraft;
  readonly problems: DraftProblems;
  readonly onChange: (draft: SetDraft) => void;
}) {
  const [adding, setAdding] = useState(false);
  const { models, assertions } = draft;
  const setAssertion = (at: number, next: Assertion | undefined): void =>
    onChange({
      ...draft,
      assertions: assertions.flatMap((each, index) =>
        index === at ? (next ?? []) : each,
      ),
    });
  return (
    <>
      <fieldset className={styles.group}>
        <legend>{t("compare.set.models")}</legend>
        <ul className={styles.models}>
          <SeriesContext value={seriesAmong(models)}>
            {models.map((ref) => (
              <li key={ref} className={styles.model}>
                <ModelMark modelRef={ref} />
                <span title={ref}>{nameOfModel(ref)}</span>
                <IconButton
                  size="small"
                  label={t("compare.empty.remove", { model: nameOfModel(ref) })}
                  icon={<X size={14} />}
                  onClick={() =>
                    onChange({
                      ...draft,
                      models: models.filter((each) => each !== ref),
                    })
                  }
                />
              </li>
            ))}
          </SeriesContext>
          {models.length < mostSetModels && (
            <li>
              <Button
                icon={<Plus size={16} aria-hidden />}
                onClick={() => setAdding(true)}
              >
                {t("compare.empty.add")}
              </Button>
            </li>
          )}
        </ul>
        {problems.models !== undefined && (
          <p className={styles.problem} role="alert">
            {problems.models}
          </p>
        )}
      </fieldset>
      <div className={styles.pair}>
        <TextField
          label={t("compare.set.concurrency")}
          help={t("compare.set.concurrencyHelp")}
          inputMode="numeric"
          value={draft.concurrency}
          error={problems.concurrency}
          onChange={(concurrency) => onChange({ ...draft, concurrency })}
        />
        <TextField
          label={t("compare.set.budget")}
          help={t("compare.set.budgetHelp")}
          inputMode="decimal"
          prefix="$"
          value={draft.budget}
          error={problems.budget}
          onChange={(budget) => onChange({ ...draft, budget })}
        />
      </div>
      <fieldset className={styles.group}>
        <legend>{t("compare.set.assertions")}</legend>
        <p className={styles.help}>{t("compare.set.assertionsHelp")}</p>
        {assertions.map((assertion, index) => (
          <div key={index} className={styles.assertion}>
            <TextArea
              label={t(`compare.set.assertion.${assertion.type}`)}
              monospace
              rows={assertion.type === "json-schema" ? 4 : 1}
              value={textOfAssertion(assertion)}
              onChange={(text) =>
                setAssertion(index, withText(assertion, text))
              }
            />
            <IconButton
              size="small"
              label={t("compare.set.removeAssertion")}
              icon={<X size={14} />}
              onClick={() => setAssertion(index, undefined)}
            />
          </div>
        ))}
        <Menu
          trigger={
            <Button icon={<Plus size={16} aria-hidden />}>
              {t("compare.set.addAssertion")}
            </Button>
          }
          entries={kinds.map((type) => ({
            label: t(`compare.set.assertion.${type}`),
            onSelect: () =>
              onChange({
                ...draft,
                assertions: [...assertions, newAssertion(type)],
              }),
          }))}
        />
      </fieldset>
      {adding && (
        <ModelDialog
          title={t("compare.addColumn")}
          onClose={() => setAdding(false)}
          onChoose={(ref) =>
            onChange({ ...draft, models: [...new Set([...models, ref])] })
          }
        />
      )}
    </>
  );
}
