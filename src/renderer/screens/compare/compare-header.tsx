import {
  ChevronDown,
  ChevronUp,
  EyeOff,
  GitCompareArrows,
  Link2,
  Plus,
} from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { mostColumns, type Comparison } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { Segmented } from "#renderer/components/segmented.tsx";
import { Select } from "#renderer/components/select.tsx";
import { TitleField } from "#renderer/components/title-field.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { t } from "#renderer/messages/t.ts";
import { comparisonTitle } from "#renderer/stores/comparisons-list.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import { letterOf } from "./blind-order.ts";
import styles from "./compare-header.module.css";
import type { DifferenceView } from "./difference-view.ts";
import {
  nextDifferenceKeys,
  previousDifferenceKeys,
  stepDifference,
} from "./use-difference-keys.ts";

const details = ["off", "sentences", "words"] as const;

/** Title, and how the columns are compared. */
export function CompareHeader({
  store,
  comparison,
  view,
  hidden,
  order,
  onAddColumn,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly view: DifferenceView;
  /** Names are hidden. */
  readonly hidden: boolean;
  /** Ids of the columns as they are shown. */
  readonly order: readonly string[];
  readonly onAddColumn: () => void;
}) {
  const { detail, scrollTogether, blind, columns } = comparison;
  const known = columns.some(({ id }) => id === comparison.base);
  const bases = order.flatMap((id, place) => {
    const model = columns.find((column) => column.id === id)?.model;
    if (model === undefined) return [];
    const name = hidden
      ? t("compare.blind.name", { letter: letterOf(place) })
      : nameOfModel(model);
    return [{ value: id, label: t("compare.base.column", { name }) }];
  });
  return (
    <ScreenHeader title={<Title store={store} comparison={comparison} />}>
      <span className={styles.label}>
        <GitCompareArrows size={16} aria-hidden />
        {t("compare.differences")}
      </span>
      <Segmented
        label={t("compare.differences")}
        value={detail}
        options={details.map((value) => ({
          value,
          label: t(`compare.detail.${value}`),
        }))}
        onChange={(next) => store.change({ detail: next })}
      />
      <div className={styles.how} data-off={detail === "off"}>
        <Select
          label={t("compare.base.label")}
          quiet
          value={known ? comparison.base : "group"}
          options={[
            { value: "group", label: t("compare.base.group") },
            ...bases,
          ]}
          onChange={(base) => store.change({ base })}
        />
        <Steps view={view} />
      </div>
      <Toggle
        icon={<Link2 size={16} aria-hidden />}
        label={t("compare.scrollTogether")}
        hint={t("compare.scrollTogetherHint")}
        pressed={scrollTogether}
        onChange={(next) => store.change({ scrollTogether: next })}
      />
      <Toggle
        icon={<EyeOff size={16} aria-hidden />}
        label={t("compare.blind")}
        hint={t("compare.blindHint")}
        pressed={blind}
        onChange={(next) => store.change({ blind: next })}
      />
      <Button
        className={styles.add}
        icon={<Plus size={16} aria-hidden />}
        disabled={columns.length >= mostColumns}
        aria-label={t("compare.addColumn")}
        onClick={onAddColumn}
      >
        {t("compare.column")}
      </Button>
    </ScreenHeader>
  );
}

function Steps({ view }: { readonly view: DifferenceView }) {
  const count = useStore(view, (state) => state.stops.length);
  const current = useStore(view, (state) => state.current);
  return (
    <div className={styles.steps}>
      <IconButton
        size="small"
        label={t("compare.previousDifference")}
        shortcut={previousDifferenceKeys}
        icon={<ChevronUp size={16} />}
        disabled={count === 0}
        onClick={() => stepDifference(view, -1)}
      />
      <span className={styles.position} role="status">
        {current === undefined
          ? t("compare.differenceCount", { count })
          : t("compare.differencePosition", { position: current + 1, count })}
      </span>
      <IconButton
        size="small"
        label={t("compare.nextDifference")}
        shortcut={nextDifferenceKeys}
        icon={<ChevronDown size={16} />}
        disabled={count === 0}
        onClick={() => stepDifference(view, 1)}
      />
    </div>
  );
}

function Toggle({
  icon,
  label,
  hint,
  pressed,
  onChange,
}: {
  readonly icon: React.ReactNode;
  readonly label: string;
  readonly hint: string;
  readonly pressed: boolean;
  readonly onChange: (pressed: boolean) => void;
}) {
  return (
    <Tooltip label={hint}>
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={pressed}
        aria-label={label}
        onClick={() => onChange(!pressed)}
      >
        {icon}
        <span className={styles.word}>{label}</span>
      </button>
    </Tooltip>
  );
}

function Title({
  store,
  comparison,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
}) {
  const [renaming, setRenaming] = useState(false);
  const title = comparisonTitle(comparison);
  if (renaming)
    return (
      <TitleField
        className={styles.titleField}
        title={title}
        onSave={(next) => store.change({ title: next })}
        onClose={() => setRenaming(false)}
      />
    );
  return (
    <button
      type="button"
      className={styles.title}
      title={t("compare.rename")}
      onClick={() => setRenaming(true)}
    >
      {title}
    </button>
  );
}
