import { create } from "zustand";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import {
  indexModels,
  plainMatch,
  searchModels,
  type ModelMatch,
} from "#renderer/components/model-list/search.ts";
import {
  compareModels,
  hasChips,
  inScope,
  type FilterChipId,
  type PersonalLists,
  type Scope,
  type Sort,
  type SortKey,
} from "#renderer/components/model-list/select-models.ts";
import type { ModelChanges } from "#renderer/stores/models.ts";
import { newsRefs } from "./news.ts";

export type ViewScope = Scope | "news";

export interface ModelsView {
  readonly search: string;
  readonly chips: ReadonlySet<FilterChipId>;
  readonly scope: ViewScope;
  /** Absent: best match while searching, else the newest first (the scope's own order in recents). */
  readonly sort?: Sort | undefined;
}

const everything: ModelsView = { search: "", chips: new Set(), scope: "all" };

/** What the Models screen and its sidebar section show; survives switching screens. */
export const useModelsView = create<ModelsView>(() => everything);

export const setSearch = (search: string) => useModelsView.setState({ search });
export const setScope = (scope: ViewScope) => useModelsView.setState({ scope });
export const showEverything = () => useModelsView.setState(everything, true);

export function toggleChip(chip: FilterChipId): void {
  const chips = new Set(useModelsView.getState().chips);
  if (!chips.delete(chip)) chips.add(chip);
  useModelsView.setState({ chips });
}

export function setSort(sort: Sort | undefined): void {
  useModelsView.setState({ sort });
}

/** A press on a column: sorts by it, a second press turns it round, a third lets go. */
export function pressColumn(by: SortKey): void {
  const { sort } = useModelsView.getState();
  if (sort?.by !== by) setSort({ by, reversed: false });
  else setSort(sort.reversed ? undefined : { by, reversed: true });
}

/** How the rows are in fact ordered. */
export function effectiveSort({ sort, search, scope }: ModelsView): Sort {
  if (sort !== undefined && (sort.by !== "match" || search.trim() !== ""))
    return sort;
  const by = search.trim() !== "" || scope === "recents" ? "match" : "newest";
  return { by, reversed: false };
}

/** The rows of the table. Pure. */
export function visibleRows(
  models: readonly ModelDescriptor[],
  view: ModelsView,
  personal: PersonalLists & { readonly news?: ModelChanges | undefined },
): readonly ModelMatch[] {
  const scoped =
    view.scope === "news"
      ? inNews(models, personal.news)
      : inScope(models, view.scope, personal);
  const filtered = scoped.filter((model) => hasChips(model, view.chips));
  const matches =
    view.search.trim() === ""
      ? filtered.flatMap(plainMatch)
      : searchModels(indexModels(filtered), view.search);
  const sort = effectiveSort(view);
  if (sort.by === "match") return matches;
  const compare = compareModels(sort);
  return [...matches].sort((left, right) => compare(left.model, right.model));
}

function inNews(
  models: readonly ModelDescriptor[],
  news: ModelChanges | undefined,
): readonly ModelDescriptor[] {
  const refs = newsRefs(news);
  return models.filter(({ ref }) => refs.has(ref));
}
