import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { FilterChip } from "#renderer/components/chip.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { SearchField } from "#renderer/components/search-field.tsx";
import {
  SidebarGroup,
  SidebarItem,
} from "#renderer/components/shell/sidebar-list.tsx";
import { t } from "#renderer/messages/t.ts";
import { useNavigation } from "#renderer/stores/app-navigation.ts";
import {
  filterComparisons,
  followComparisons,
  loadComparisons,
  searchComparisons,
  useComparisons,
} from "#renderer/stores/comparisons-list.ts";
import {
  followPromptSets,
  usePromptSets,
} from "#renderer/stores/prompt-sets.ts";
import styles from "./compare-sidebar.module.css";
import { ComparisonList } from "./comparison-list.tsx";
import {
  openLeaderboard,
  openNewComparison,
  openNewSet,
  openPromptSet,
  parseComparePlace,
} from "./place.ts";

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
      <div className={styles.others}>
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
  const { loading, comparisons, tags, tag, search } = useComparisons();
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
      <ComparisonList />
    </section>
  );
}
