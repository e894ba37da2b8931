import { useState } from "react";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { Comparison } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { CacheChoiceField } from "#renderer/components/parameters/cache-choice-field.tsx";
import { ParameterRow } from "#renderer/components/parameters/parameter-control.tsx";
import { parameterControls } from "#renderer/components/parameters/parameter-table.ts";
import { TextArea } from "#renderer/components/text-area.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import { useModels } from "#renderer/stores/models.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import styles from "./settings-dialog.module.css";

/** Instructions and parameters that all columns share, or those of one column alone. */
export function SettingsDialog({
  store,
  comparison,
  columnId,
  onClose,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly columnId: string | undefined;
  readonly onClose: () => void;
}) {
  const { id } = comparison;
  const column = comparison.columns.find((each) => each.id === columnId);
  const model = useModels(({ byRef }) => byRef.get(column?.model ?? ""));
  const [systemPrompt, setSystemPrompt] = useState(
    column?.systemPrompt ?? comparison.systemPrompt,
  );
  const [parameters, setParameters] = useState<Parameters>(
    column?.parameters ?? comparison.parameters,
  );
  const cacheIsOff = useSettings(({ cache }) => cache.isOff);
  const [cacheChoice, setCacheChoice] = useState(
    comparison.cacheChoice ?? "settings",
  );
  const own =
    column?.systemPrompt !== undefined || column?.parameters !== undefined;

  function save(): void {
    onClose();
    if (columnId === undefined)
      store.change({ systemPrompt, parameters, cacheChoice });
    else
      void store.run(() =>
        client.comparisons.updateColumn({
          id,
          columnId,
          systemPrompt,
          parameters,
        }),
      );
  }

  function share(): void {
    onClose();
    if (columnId === undefined) return;
    void store.run(() =>
      client.comparisons.updateColumn({
        id,
        columnId,
        systemPrompt: null,
        parameters: null,
      }),
    );
  }

  return (
    <Dialog
      open
      holdsInput
      title={
        column === undefined
          ? t("compare.settings.shared")
          : t("compare.settings.own", { model: nameOfModel(column.model) })
      }
      description={t(
        column === undefined
          ? "compare.settings.sharedDetail"
          : "compare.settings.ownDetail",
      )}
      onOpenChange={(open) => open || onClose()}
      footer={
        <>
          {own && (
            <Button variant="quiet" onClick={share}>
              {t("compare.settings.useShared")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" onClick={save}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextArea
          label={t("chat.inspector.systemPrompt")}
          placeholder={t("compare.settings.promptHint")}
          value={systemPrompt}
          maxLength={100_000}
          rows={4}
          onChange={setSystemPrompt}
        />
        {parameterControls(model).map((control) => (
          <ParameterRow
            key={control.name}
            control={control}
            parameters={parameters}
            onChange={setParameters}
          />
        ))}
        {columnId === undefined && (
          <CacheChoiceField
            value={cacheChoice}
            isOff={cacheIsOff}
            onChange={setCacheChoice}
          />
        )}
      </div>
    </Dialog>
  );
}
