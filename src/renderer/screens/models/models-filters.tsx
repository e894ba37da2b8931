import { Eye, Laptop, Wrench } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { FilterChip } from "#renderer/components/chip.tsx";
import {
  filterChips,
  sortKeys,
  type FilterChipId,
  type SortKey,
} from "#renderer/components/model-list/select-models.ts";
import { SearchField } from "#renderer/components/search-field.tsx";
import { Select } from "#renderer/components/select.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  effectiveSort,
  setSearch,
  setSort,
  toggleChip,
  useModelsView,
} from "./models-view.ts";
import styles from "./models.module.css";

const icons: Readonly<Partial<Record<FilterChipId, ReactNode>>> = {
  vision: <Eye size={14} aria-hidden />,
  tools: <Wrench size={14} aria-hidden />,
  local: <Laptop size={14} aria-hidden />,
};

export function ModelsFilters({
  found,
  searchField,
}: {
  readonly found: number;
  readonly searchField: RefObject<HTMLInputElement | null>;
}) {
  const view = useModelsView();
  const searching = view.search.trim() !== "";
  const offered = sortKeys.filter((key) => key !== "match" || searching);
  const current = effectiveSort(view).by;
  return (
    <div className={styles.filters} role="search">
      <SearchField
        ref={searchField}
        className={styles.search}
        label={t("models.search")}
        value={view.search}
        onChange={setSearch}
        found={
          searching || view.chips.size > 0
            ? t("models.found", { count: found })
            : undefined
        }
      />
      {filterChips.map((chip) => (
        <FilterChip
          key={chip}
          pressed={view.chips.has(chip)}
          onChange={() => toggleChip(chip)}
          icon={icons[chip]}
        >
          {t(`models.filter.${chip}`)}
        </FilterChip>
      ))}
      <Select<SortKey>
        label={t("models.sort")}
        value={current}
        options={(offered.includes(current) ? offered : sortKeys).map(
          (key) => ({ value: key, label: t(`models.sort.${key}`) }),
        )}
        onChange={(by) => setSort({ by, reversed: false })}
      />
    </div>
  );
}
