import { useState } from "react";
import type { Comparison } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import {
  comparisonTitle,
  loadComparisons,
} from "#renderer/stores/comparisons-list.ts";

/** The words that a comparison is sorted by, with commas between. */
export function TagsDialog({
  comparison,
  onClose,
}: {
  readonly comparison: Comparison;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState(comparison.tags.join(", "));
  async function save(): Promise<void> {
    onClose();
    const tags = text.split(/[,、，]/).map((tag) => tag.trim());
    const kept = [...new Set(tags)].filter((tag) => tag !== "");
    try {
      await client.comparisons.update({ id: comparison.id, tags: kept });
    } catch (error) {
      toastError(error);
    }
    await loadComparisons();
  }
  return (
    <Dialog
      open
      holdsInput
      title={t("compare.tags.title", { title: comparisonTitle(comparison) })}
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
      <TextField
        label={t("compare.tags.label")}
        help={t("compare.tags.help")}
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing)
            void save();
        }}
      />
    </Dialog>
  );
}
