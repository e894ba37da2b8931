import type { HistoryQuery } from "#shared/rpc/activity.ts";

export const pages = [
  "overview",
  "models",
  "providers",
  "keys",
  "cache",
] as const;
export type Page = (typeof pages)[number];

/** Pages that are about one way of grouping. */
export type GroupsPageId = "models" | "providers" | "keys";

export const groupedBy: Readonly<Record<GroupsPageId, HistoryQuery["by"]>> = {
  models: "model",
  providers: "instance",
  keys: "key",
};

export function pageOf(argument: string | undefined): Page {
  return pages.find((page) => page === argument) ?? "overview";
}
