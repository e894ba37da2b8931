import {
  Copy,
  Ellipsis,
  FileDown,
  Pencil,
  Plus,
  Tag,
  Trash2,
} from "lucide-react";
import { useEffect, useState } from "react";
import type { Comparison } from "#shared/compare/comparison.ts";
import { FilterChip } from "#renderer/components/chip.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import {
  ContextMenu,
  Menu,
  type MenuEntry,
} from "#renderer/components/menu.tsx";
import { SearchField } from "#renderer/components/search-field.tsx";
import {
  SidebarGroup,
  SidebarItem,
} from "#renderer/components/shell/sidebar-list.tsx";
import { TitleField } from "#renderer/components/title-field.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { useNavigation } from "#renderer/stores/app-navigation.ts";
import {
  comparisonTitle,
  filterComparisons,
  followComparisons,
  loadComparisons,
  removeComparison,
  renameComparison,
  searchComparisons,
  useComparisons,
} from "#renderer/stores/comparisons-list.ts";
import {
  followPromptSets,
  usePromptSets,
} from "#renderer/stores/prompt-sets.ts";
import styles from "./compare-sidebar.module.css";
import {
  openComparison,
  openLeaderboard,
  openNewComparison,
  openNewSet,
  openPromptSet,
  parseComparePlace,
} from "./place.ts";
import { saveText } from "#renderer/stores/app-download.ts";
import { TagsDialog } from "./tags-dialog.tsx";

const searchDelayMs = 120;

/** Comparisons, prompt sets and the leaderboard, below the screens in the sidebar. */
export function CompareSidebar() {
  const place = parseComparePlace(useNavigation(({ argument }) => argument));
  const sets = usePromptSets((state) => state.sets);
  useEffect(() => {
    const stops = [followComparisons(), followPromptSets()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <div className={styles.section}>
      <Search />
      <Comparisons />
      <SidebarGroup label={t("compare.sidebar.sets")}>
        {sets.map((set) => (
          <SidebarItem
            key={set.id}
            current={place.view === "set" && place.id === set.id}
            onSelect={() => openPromptSet(set.id)}
            trailing={t("compare.sidebar.setSize", {
              rows: set.rows,
              models: set.models.length,
            })}
          >
            {set.title}
          </SidebarItem>
        ))}
        <SidebarItem current={place.view === "new-set"} onSelect={openNewSet}>
          {t("compare.set.new")}
        </SidebarItem>
      </SidebarGroup>
      <SidebarGroup label={t("compare.sidebar.standing")}>
        <SidebarItem
          current={place.view === "leaderboard"}
          onSelect={openLeaderboard}
        >
          {t("compare.leaderboard")}
        </SidebarItem>
      </SidebarGroup>
    </div>
  );
}

function Search() {
  const [text, setText] = useState(() => useComparisons.getState().search);
  const total = useComparisons((state) => state.total);
  useEffect(() => {
    if (text === useComparisons.getState().search) return undefined;
    const timer = setTimeout(() => searchComparisons(text), searchDelayMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className={styles.bar}>
      <SearchField
        className={styles.search}
        label={t("compare.sidebar.search")}
        value={text}
        onChange={setText}
        found={text === "" ? undefined : String(total)}
      />
      <IconButton
        label={t("compare.new")}
        icon={<Plus size={16} />}
        onClick={openNewComparison}
      />
    </div>
  );
}

function Comparisons() {
  const { loading, comparisons, total, tags, tag, search } = useComparisons();
  return (
    <section className={styles.group} aria-label={t("compare.sidebar.list")}>
      <h2 className={styles.heading}>{t("compare.sidebar.list")}</h2>
      {tags.length > 0 && (
        <div className={styles.tags}>
          {tags.map((each) => (
            <FilterChip
              key={each}
              pressed={each === tag}
              onChange={(pressed) =>
                filterComparisons(pressed ? each : undefined)
              }
            >
              {each}
            </FilterChip>
          ))}
        </div>
      )}
      {loading.status === "failed" && (
        <ErrorNotice
          error={loading.error}
          handlers={{ retry: () => void loadComparisons() }}
        />
      )}
      {loading.status === "ready" && comparisons.length === 0 && (
        <p className={styles.hint}>
          {search === "" && tag === undefined
            ? t("compare.sidebar.empty")
            : t("compare.sidebar.nothingFound")}
        </p>
      )}
      <ul className={styles.rows}>
        {comparisons.map((comparison) => (
          <ComparisonRow key={comparison.id} comparison={comparison} />
        ))}
        {comparisons.length < total && (
          <SidebarItem
            onSelect={() => void loadComparisons(comparisons.length + 200)}
          >
            {t("compare.sidebar.more", { count: total - comparisons.length })}
          </SidebarItem>
        )}
      </ul>
    </section>
  );
}

function ComparisonRow({ comparison }: { readonly comparison: Comparison }) {
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
      <li className={styles.row}>
        <TitleField
          className={styles.rename}
          title={title}
          onSave={(next) => void renameComparison(id, next)}
          onClose={() => setEditing(undefined)}
        />
      </li>
    );
  return (
    <ContextMenu entries={entries}>
      <li className={styles.row} data-current={current}>
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
      </li>
    </ContextMenu>
  );
}
