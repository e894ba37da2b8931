import { create } from "zustand";
import type { Comparison } from "#shared/compare/comparison.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { showToast } from "./app-toasts.ts";

export interface ComparisonsState {
  readonly loading: Loading;
  readonly comparisons: readonly Comparison[];
  readonly total: number;
  /** All tags in use, most used first. */
  readonly tags: readonly string[];
  readonly search: string;
  readonly tag: string | undefined;
}

const pageSize = 200;
/** As many as one call may ask for. */
const largestPage = 500;

/** The stored comparisons, as far as they were looked at. */
export const useComparisons = create<ComparisonsState>(() => ({
  loading: { status: "loading" },
  comparisons: [],
  total: 0,
  tags: [],
  search: "",
  tag: undefined,
}));

let latest = 0;

export async function loadComparisons(
  wanted = Math.max(pageSize, useComparisons.getState().comparisons.length),
): Promise<void> {
  const number = ++latest;
  const { search, tag } = useComparisons.getState();
  try {
    const page = await readFirst({ search, tag }, wanted);
    if (number !== latest) return;
    useComparisons.setState({ loading: { status: "ready" }, ...page });
  } catch (error) {
    if (number !== latest) return;
    if (useComparisons.getState().loading.status !== "ready")
      useComparisons.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

type Query = Pick<ComparisonsState, "search" | "tag">;

function readPage({ search, tag }: Query, offset: number, limit: number) {
  return client.comparisons.list({
    ...(search.trim() === "" ? {} : { search }),
    ...(tag === undefined ? {} : { tag }),
    offset,
    limit,
  });
}

/** The first of the list, as many as are wanted and there. */
async function readFirst(query: Query, wanted: number) {
  const first = await readPage(query, 0, Math.min(largestPage, wanted));
  const comparisons = [...first.comparisons];
  while (comparisons.length < Math.min(wanted, first.total)) {
    const limit = Math.min(largestPage, wanted - comparisons.length);
    const next = await readPage(query, comparisons.length, limit);
    if (next.comparisons.length === 0) break;
    comparisons.push(...next.comparisons);
  }
  return { ...first, comparisons };
}

let loadingMore = false;

/** The next page below those that are there. */
export async function loadMoreComparisons(): Promise<void> {
  const { comparisons, total } = useComparisons.getState();
  if (loadingMore || comparisons.length >= total) return;
  loadingMore = true;
  await loadComparisons(comparisons.length + pageSize);
  loadingMore = false;
}

export function searchComparisons(search: string): void {
  useComparisons.setState({ search });
  void loadComparisons();
}

export function filterComparisons(tag: string | undefined): void {
  useComparisons.setState({ tag });
  void loadComparisons();
}

export function followComparisons(): () => void {
  return onBackendChange(["comparisons"], () => void loadComparisons());
}

export function comparisonTitle({ title }: { readonly title: string }): string {
  return title === "" ? t("compare.untitled") : title;
}

export async function renameComparison(
  id: string,
  title: string,
): Promise<void> {
  useComparisons.setState(({ comparisons }) => ({
    comparisons: comparisons.map((row) =>
      row.id === id ? { ...row, title } : row,
    ),
  }));
  try {
    await client.comparisons.update({ id, title });
  } catch (error) {
    toastError(error);
  }
  await loadComparisons();
}

/** Removes one; a toast takes it back. Says whether it is gone. */
export async function removeComparison(
  comparison: Comparison,
): Promise<boolean> {
  const { id } = comparison;
  try {
    await client.comparisons.remove({ id });
  } catch (error) {
    toastError(error);
    return false;
  }
  await loadComparisons();
  showToast({
    text: t("compare.list.removed", { title: comparisonTitle(comparison) }),
    action: {
      label: t("common.undo"),
      onSelect: () =>
        void client.comparisons
          .restore({ id })
          .then(() => loadComparisons())
          .catch(toastError),
    },
  });
  return true;
}
