import { useState } from "react";
import type { PromptSet } from "#shared/compare/prompt-set.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import type { OpenSet } from "#renderer/stores/prompt-sets-open.ts";
import styles from "./set-form.module.css";
import { draftOf, readDraft, type DraftProblems } from "./set-draft.ts";
import { SetFields } from "./set-fields.tsx";

/** Models, limits and checks of a set that is there; its answers stay. */
export function SetDialog({
  store,
  set,
  onClose,
}: {
  readonly store: OpenSet;
  readonly set: PromptSet;
  readonly onClose: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(set));
  const [problems, setProblems] = useState<DraftProblems>({});

  async function save(): Promise<void> {
    const read = readDraft(draft);
    setProblems("problems" in read ? read.problems : {});
    if ("problems" in read) return;
    const { budgetNanoUsd, ...settings } = read.value;
    await store.run(() =>
      client.promptSets.update({
        id: set.id,
        ...settings,
        budgetNanoUsd: budgetNanoUsd ?? null,
      }),
    );
    onClose();
  }

  return (
    <Dialog
      open
      holdsInput
      wide
      title={t("compare.set.edit")}
      onOpenChange={(open) => open || onClose()}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" onClick={() => void save()}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <SetFields draft={draft} problems={problems} onChange={setDraft} />
      </div>
    </Dialog>
  );
}
