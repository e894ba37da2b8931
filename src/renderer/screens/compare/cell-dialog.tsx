import { RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import type { Cell, PromptSet } from "#shared/compare/prompt-set.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { Markdown } from "#renderer/components/markdown/markdown.tsx";
import { Notice } from "#renderer/components/notice.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import type { OpenSet } from "#renderer/stores/prompt-sets-open.ts";
import styles from "./set-grid.module.css";

/** One answer whole, with its prompt and its checks. */
export function CellDialog({
  store,
  set,
  row,
  model,
  onClose,
}: {
  readonly store: OpenSet;
  readonly set: PromptSet;
  readonly row: number;
  readonly model: string;
  readonly onClose: () => void;
}) {
  const { id } = set;
  const [found, setFound] = useState<{ prompt: string; cell: Cell }>();
  useEffect(() => {
    client.promptSets.cell({ id, row, model }).then(setFound, toastError);
  }, [id, row, model]);
  const failed = found?.cell.checks.flatMap(({ passed, message }) =>
    passed || message === undefined ? [] : message,
  );
  return (
    <Dialog
      open
      wide
      title={t("compare.set.cell", {
        row: row + 1,
        model: nameOfModel(model),
      })}
      onOpenChange={(open) => open || onClose()}
      footer={
        <>
          <Button
            icon={<RotateCcw size={16} aria-hidden />}
            disabled={found?.cell.status === "running"}
            onClick={() => {
              onClose();
              void store.run(() => client.promptSets.retry({ id, row, model }));
            }}
          >
            {t("compare.set.retry")}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t("common.close")}
          </Button>
        </>
      }
    >
      {found === undefined ? (
        <SkeletonRows label={t("common.loading")} rows={6} />
      ) : (
        <div className={styles.whole} tabIndex={0}>
          <p className={styles.wholePrompt}>{found.prompt}</p>
          {failed?.map((message) => (
            <Notice key={message} tone="warn">
              {message}
            </Notice>
          ))}
          {found.cell.error !== undefined && (
            <ErrorNotice
              error={found.cell.error}
              names={{ model: nameOfModel(model) }}
              handlers={{}}
            />
          )}
          <Markdown text={found.cell.answer} />
        </div>
      )}
    </Dialog>
  );
}
