import { Plus, Scale, X } from "lucide-react";
import { useState } from "react";
import type { Part } from "#shared/chat/message.ts";
import { mostColumns } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { OriginChip } from "#renderer/components/model-list/model-chips.tsx";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SeriesContext } from "#renderer/components/series-context.ts";
import { seriesAmong } from "#renderer/components/series.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { useDraft } from "#renderer/stores/chat-draft.ts";
import { roughEstimate } from "#renderer/stores/chat-estimate.ts";
import {
  chosenModels,
  setChosenModels,
  useNewComparison,
} from "#renderer/stores/comparisons-new.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import { useModels } from "#renderer/stores/models.ts";
import { costText, lengthOf } from "./compare-composer.tsx";
import { ComposerBar } from "./composer-bar.tsx";
import { ModelDialog } from "./model-dialog.tsx";
import { useImageWarning } from "./image-warning.ts";
import styles from "./new-comparison.module.css";
import { openComparison } from "./place.ts";

const examples = ["facts", "code", "weigh"] as const;

/** A comparison before its first question: nothing is stored until something is sent. */
export function NewComparisonView() {
  const chosen = useNewComparison((state) => state.models);
  const registry = useModels();
  const models = chosenModels(chosen, registry);
  const [adding, setAdding] = useState(false);
  const [busy, setBusy] = useState(false);
  const draft = useDraft("compare new");
  const costs = models.map((ref) =>
    roughEstimate(registry.byRef.get(ref), lengthOf(draft), {}),
  );
  const cost = costs.reduce<number | undefined>(
    (sum, each) =>
      sum === undefined || each === undefined ? undefined : sum + each,
    0,
  );

  const warning = useImageWarning(draft, models, false);

  async function send(parts: readonly Part[]): Promise<void> {
    const { id } = await client.comparisons.create({ models });
    await client.comparisons.send({ id, parts: [...parts] });
    openComparison(id, { replace: true });
  }

  async function runExample(text: string): Promise<void> {
    setBusy(true);
    await send([{ type: "text", text }]).catch(toastError);
    setBusy(false);
  }

  const none = registry.loading.status === "ready" && models.length === 0;
  return (
    <SeriesContext value={seriesAmong(models)}>
      <ScreenHeader title={t("compare.new")} />
      <div className={styles.page}>
        <h2 className={styles.title}>{t("compare.empty.title")}</h2>
        <ul className={styles.models} aria-label={t("compare.empty.models")}>
          {models.map((ref, index) => (
            <li key={`${ref} ${index}`} className={styles.model}>
              <ModelMark modelRef={ref} />
              <span className={styles.name} title={ref}>
                {nameOfModel(ref)}
              </span>
              <Origin modelRef={ref} />
              <IconButton
                size="small"
                label={t("compare.empty.remove", { model: nameOfModel(ref) })}
                icon={<X size={14} />}
                onClick={() =>
                  setChosenModels(models.filter((_, at) => at !== index))
                }
              />
            </li>
          ))}
          {models.length < mostColumns && (
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
        {none && (
          <Button onClick={() => navigate("providers")}>
            {t("chat.empty.openProviders")}
          </Button>
        )}
        {models.length > 0 && (
          <ul className={styles.examples}>
            {examples.map((name) => (
              <li key={name}>
                <button
                  type="button"
                  className={styles.example}
                  disabled={busy}
                  onClick={() =>
                    void runExample(t(`compare.example.${name}.prompt`))
                  }
                >
                  <span className={styles.exampleTitle}>
                    <Scale size={16} aria-hidden />
                    {t(`compare.example.${name}.title`)}
                  </span>
                  <span className={styles.examplePrompt}>
                    {t(`compare.example.${name}.prompt`)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      {models.length > 0 && (
        <ComposerBar
          draft={draft}
          placeholder={t("compare.composer.first", { count: models.length })}
          note={costText(models.length, { costNanoUsd: cost })}
          warning={warning}
          streaming={false}
          onStop={() => undefined}
          onSend={send}
        />
      )}
      {adding && (
        <ModelDialog
          title={t("compare.addColumn")}
          onChoose={(ref) => setChosenModels([...models, ref])}
          onClose={() => setAdding(false)}
        />
      )}
    </SeriesContext>
  );
}

function Origin({ modelRef }: { readonly modelRef: string }) {
  const model = useModels(({ byRef }) => byRef.get(modelRef));
  if (model === undefined) return null;
  return <OriginChip local={model.local} simulated={model.simulated} />;
}
