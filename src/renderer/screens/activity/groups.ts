import { useCallback } from "react";
import type { ActivityHistory, HistoryQuery } from "#shared/rpc/activity.ts";
import type { PlotSeries } from "#renderer/components/plot/plot-data.ts";
import { seriesOf, type Series } from "#renderer/components/series.ts";
import { t } from "#renderer/messages/t.ts";
import { useInstances } from "#renderer/stores/instances.ts";
import { modelNameIn } from "#renderer/stores/models-name.ts";
import { useModels } from "#renderer/stores/models.ts";

export type Group = ActivityHistory["groups"][number];

type Named = Pick<Group, "group" | "name">;

/** How a person calls a group; names may arrive after the figures. */
export function useGroupNames(
  by: HistoryQuery["by"],
): (group: Named) => string {
  const models = useModels(({ byRef }) => byRef);
  const instances = useInstances((state) => state.instances);
  return useCallback(
    ({ group, name }) => {
      if (by === "model") return modelNameIn(models, group);
      if (by === "key" && group === "") return t("activity.app");
      const known =
        by === "instance" && instances.find(({ id }) => id === group);
      return (known || { name }).name ?? group;
    },
    [by, models, instances],
  );
}

/**
 * A history's series as a plot draws them, each in the colour that its group has everywhere. Where
 * two share one of the eight, the smaller is paler.
 */
export function groupSeries(
  { series, groups }: ActivityHistory,
  nameOf: (group: Named) => string,
): readonly PlotSeries[] {
  const taken = new Map<Series, number>();
  // What has nothing to show would only fill the legend.
  const shown = series.filter(({ values }) => values.some(Boolean));
  return (shown.length === 0 ? series : shown).map(({ group, values }) => {
    if (group === undefined)
      return {
        id: "others",
        label: t("activity.others"),
        color: "var(--line-strong)",
        values,
      };
    const row = groups.find((each) => each.group === group) ?? { group };
    const own = seriesOf(group);
    const before = taken.get(own) ?? 0;
    taken.set(own, before + 1);
    return {
      id: `group ${group}`,
      label: nameOf(row),
      color: paler(`var(--s${own})`, before),
      values,
    };
  });
}

function paler(color: string, steps: number): string {
  if (steps === 0) return color;
  const percent = Math.round(100 * 0.55 ** steps);
  return `color-mix(in oklab, ${color} ${percent}%, var(--canvas))`;
}
