import { Segmented } from "#renderer/components/segmented.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  rangeKinds,
  rangeOf,
  showActivity,
  useActivityView,
  type RangeKind,
} from "#renderer/stores/activity-view.ts";
import styles from "./activity.module.css";

export function RangePicker() {
  const range = useActivityView((view) => view.range);
  return (
    <Segmented
      label={t("activity.range.label")}
      value={range}
      options={rangeKinds.map((value) => ({
        value,
        label: t(`activity.range.${value}`),
      }))}
      onChange={choose}
    />
  );
}

/** First and last day of a range of one's own. */
export function OwnDays() {
  const { range, from, to } = useActivityView();
  if (range !== "own") return null;
  return (
    <div className={styles.days}>
      <TextField
        label={t("activity.range.from")}
        type="date"
        value={from}
        onChange={(day) => showActivity({ from: day })}
      />
      <TextField
        label={t("activity.range.to")}
        type="date"
        value={to}
        onChange={(day) => showActivity({ to: day })}
      />
    </div>
  );
}

/** A range of one's own begins as the one that was on show. */
function choose(range: RangeKind): void {
  const view = useActivityView.getState();
  if (range !== "own" || view.range === "own") return showActivity({ range });
  const { since, until } = rangeOf(view, new Date());
  const last = new Date(until);
  last.setDate(last.getDate() - 1);
  showActivity({ range, from: dayText(new Date(since)), to: dayText(last) });
}

function dayText(date: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
