import { useEffect, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { AliasView, TargetView } from "#shared/gateway/alias.ts";
import { FormDialog } from "#renderer/components/form-dialog.tsx";
import { ModelPicker } from "#renderer/components/model-picker/model-picker.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { saveAlias, useAliases } from "#renderer/stores/gateway-aliases.ts";
import { toggleFavourite, useModels } from "#renderer/stores/models.ts";
import { pickableModels } from "../pickable-models.ts";
import styles from "./aliases.module.css";
import { TargetList } from "./target-list.tsx";
import { useAliasCheck } from "./use-alias-check.ts";

/** A new alias, or another name or other targets for one that is there. */
export function AliasForm({
  changes,
  onClose,
}: {
  readonly changes?: AliasView;
  readonly onClose: () => void;
}) {
  const [id, setId] = useState(changes?.id ?? "");
  const [targets, setTargets] = useState<readonly string[]>(
    () => changes?.targets.map((target) => target.id) ?? [],
  );
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorJson>();
  const check = useAliasCheck({ id, targets, changes: changes?.id });
  useEffect(() => setError(undefined), [id, targets]);

  const views = targets.map(
    (target): TargetView =>
      check?.targets.find((view) => view.id === target) ?? {
        id: target,
        leadsTo: [],
      },
  );
  const refusal = check?.refusal;
  const idProblem =
    id.trim() === ""
      ? tried && t("gateway.aliases.nameMissing")
      : refusal?.parameter === "id" && refusal.message;
  const targetsProblem =
    targets.length === 0
      ? tried && t("gateway.aliases.targetsMissing")
      : refusal?.parameter === "targets" && refusal.message;

  async function save(): Promise<void> {
    setTried(true);
    if (id.trim() === "" || targets.length === 0) return;
    setBusy(true);
    try {
      await saveAlias({
        id: id.trim(),
        targets,
        ...(changes === undefined ? {} : { changes: changes.id }),
      });
      onClose();
    } catch (thrown) {
      setError(toErrorJson(thrown));
      setBusy(false);
    }
  }

  return (
    <FormDialog
      wide
      title={
        changes === undefined
          ? t("gateway.aliases.new")
          : t("gateway.aliases.change", { id: changes.id })
      }
      submit={t("common.save")}
      busy={busy}
      failure={error && describeError(error).sentence}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextField
        autoFocus
        label={t("gateway.aliases.name")}
        help={t("gateway.aliases.nameHelp")}
        placeholder="default-code"
        maxLength={200}
        monospace
        value={id}
        error={idProblem === false ? undefined : idProblem}
        onChange={setId}
      />
      <div className={styles.chain}>
        <p className={styles.label}>{t("gateway.aliases.targets")}</p>
        <p className={styles.help}>{t("gateway.aliases.targetsHelp")}</p>
        {views.length > 0 && (
          <TargetList
            targets={views}
            answersNow={check?.answersNow}
            onReorder={setTargets}
            onRemove={(gone) =>
              setTargets(targets.filter((target) => target !== gone))
            }
          />
        )}
        <AddTarget
          alias={changes?.id ?? id}
          targets={targets}
          onAdd={(target) => setTargets([...targets, target])}
        />
        {targetsProblem !== false && targetsProblem !== undefined && (
          <p className={styles.problem} role="alert">
            {targetsProblem}
          </p>
        )}
      </div>
    </FormDialog>
  );
}

function AddTarget({
  alias,
  targets,
  onAdd,
}: {
  readonly alias: string;
  readonly targets: readonly string[];
  readonly onAdd: (target: string) => void;
}) {
  const { models, favourites, recents } = useModels();
  const aliases = useAliases((state) => state.aliases);
  const offered = pickableModels(models, aliases).filter(
    ({ ref }) => ref !== alias && !targets.includes(ref),
  );
  return (
    <div>
      <ModelPicker
        align="start"
        models={offered}
        favourites={favourites}
        recents={recents}
        value={undefined}
        onChange={onAdd}
        onToggleFavourite={(ref) => void toggleFavourite(ref)}
      />
    </div>
  );
}
