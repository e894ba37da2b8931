import type { Comparison } from "#shared/compare/comparison.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import { MergeDialog } from "./merge-dialog.tsx";
import { ModelDialog } from "./model-dialog.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";

export type CompareDialog =
  | { readonly type: "add" }
  | { readonly type: "replace"; readonly columnId: string }
  /** Of one column, or what all share. */
  | { readonly type: "settings"; readonly columnId?: string }
  | { readonly type: "merge" };

/** The one dialog that is open, if any. */
export function CompareDialogs({
  dialog,
  store,
  comparison,
  onClose,
}: {
  readonly dialog: CompareDialog | undefined;
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly onClose: () => void;
}) {
  const { id } = comparison;
  switch (dialog?.type) {
    case undefined:
      return null;
    case "add":
      return (
        <ModelDialog
          title={t("compare.addColumn")}
          onClose={onClose}
          onChoose={(model) =>
            void store.run(() => client.comparisons.addColumn({ id, model }))
          }
        />
      );
    case "replace": {
      const { columnId } = dialog;
      return (
        <ModelDialog
          title={t("compare.replaceTitle")}
          onClose={onClose}
          onChoose={(model) =>
            void store.run(() =>
              client.comparisons.replaceModel({ id, columnId, model }),
            )
          }
        />
      );
    }
    case "settings":
      return (
        <SettingsDialog
          store={store}
          comparison={comparison}
          columnId={dialog.columnId}
          onClose={onClose}
        />
      );
    case "merge":
      return (
        <MergeDialog store={store} comparison={comparison} onClose={onClose} />
      );
  }
}
