import { Copy, Ellipsis, FileDown, Pencil, Tag, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Comparison } from "#shared/compare/comparison.ts";
import { IconButton } from "#renderer/components/icon-button.tsx";
import {
  ContextMenu,
  Menu,
  type MenuEntry,
} from "#renderer/components/menu.tsx";
import { TitleField } from "#renderer/components/title-field.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { saveText } from "#renderer/stores/app-download.ts";
import { useNavigation } from "#renderer/stores/app-navigation.ts";
import {
  comparisonTitle,
  removeComparison,
  renameComparison,
} from "#renderer/stores/comparisons-list.ts";
import styles from "./compare-sidebar.module.css";
import { openComparison, openNewComparison } from "./place.ts";
import { TagsDialog } from "./tags-dialog.tsx";

/** A comparison in the list: opened, renamed, tagged, copied, exported, deleted from here. */
export function ComparisonRow({
  comparison,
}: {
  readonly comparison: Comparison;
}) {
  const { id } = comparison;
  const current = useNavigation(({ argument }) => argument === id);
  const [editing, setEditing] = useState<"title" | "tags">();
  const title = comparisonTitle(comparison);
  const remove = async (): Promise<void> => {
    const removed = await removeComparison(comparison);
    if (removed && useNavigation.getState().argument === id)
      openNewComparison();
  };
  // After the menu has given the focus back.
  const edit = (what: "title" | "tags") => () =>
    setTimeout(() => setEditing(what));
  const entries: readonly MenuEntry[] = [
    {
      label: t("chat.list.rename"),
      icon: <Pencil size={16} />,
      shortcut: "F2",
      onSelect: edit("title"),
    },
    {
      label: t("compare.list.tags"),
      icon: <Tag size={16} />,
      onSelect: edit("tags"),
    },
    {
      label: t("compare.list.duplicate"),
      icon: <Copy size={16} />,
      onSelect: () =>
        void client.comparisons
          .duplicate({ id })
          .then((copy) => openComparison(copy.id))
          .catch(toastError),
    },
    ...(["markdown", "json"] as const).map((format) => ({
      label: t(`compare.export.${format}`),
      icon: <FileDown size={16} />,
      onSelect: () =>
        void client.comparisons
          .export({ id, format })
          .then(saveText)
          .catch(toastError),
    })),
    "separator",
    {
      label: t("chat.list.delete"),
      icon: <Trash2 size={16} />,
      danger: true,
      onSelect: () => void remove(),
    },
  ];
  if (editing === "title")
    return (
      <div className={styles.row}>
        <TitleField
          className={styles.rename}
          title={title}
          onSave={(next) => void renameComparison(id, next)}
          onClose={() => setEditing(undefined)}
        />
      </div>
    );
  return (
    <ContextMenu entries={entries}>
      <div className={styles.row} data-current={current}>
        <button
          type="button"
          className={styles.open}
          aria-current={current ? "true" : undefined}
          title={title}
          onClick={() => openComparison(id)}
          onKeyDown={(event) => {
            if (event.key === "F2") setEditing("title");
            else if (event.key === "Delete") void remove();
            else return;
            event.preventDefault();
          }}
        >
          <span className={styles.title}>{title}</span>
          {comparison.streaming && (
            <span
              className={styles.dot}
              role="img"
              aria-label={t("chat.list.streaming")}
            />
          )}
        </button>
        <Menu
          align="end"
          trigger={
            <IconButton
              size="small"
              className={styles.more}
              label={t("chat.list.actions", { title })}
              icon={<Ellipsis size={16} />}
            />
          }
          entries={entries}
        />
        {editing === "tags" && (
          <TagsDialog
            comparison={comparison}
            onClose={() => setEditing(undefined)}
          />
        )}
      </div>
    </ContextMenu>
  );
}
