import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";
import { t } from "#renderer/messages/t.ts";
import { FilterChip } from "../chip.tsx";
import { EmptyState } from "../empty-state.tsx";
import { Kbd } from "../kbd.tsx";
import { indexModels } from "../model-list/search.ts";
import { filterChips, type FilterChipId } from "../model-list/select-models.ts";
import { SearchField } from "../search-field.tsx";
import styles from "./model-picker.module.css";
import type { ModelPickerProps } from "./picker-props.ts";
import { PickerOption } from "./picker-option.tsx";
import { pickerRows, stepRow, type PickerRow } from "./picker-rows.ts";

const rowHeight = 32;
const headingHeight = 28;

/** Search field, filters and list. Focus stays in the field; arrows, Enter and mod+d work from it. */
export function PickerPanel({
  models,
  favourites,
  recents,
  value,
  searchField,
  onChoose,
  onToggleFavourite,
}: Pick<
  ModelPickerProps,
  "models" | "favourites" | "recents" | "value" | "onToggleFavourite"
> & {
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly onChoose: (ref: string) => void;
}) {
  const [search, setSearch] = useState("");
  const [chips, setChips] = useState<ReadonlySet<FilterChipId>>(new Set());
  const [active, setActive] = useState<string>();
  const id = useId();
  const index = useMemo(() => indexModels(models), [models]);
  const deferred = useDeferredValue(search);
  const rows = useMemo(
    () => pickerRows(index, { search: deferred, chips, favourites, recents }),
    [index, deferred, chips, favourites, recents],
  );
  const position = activePosition(rows, active ?? value, active !== undefined);
  const found = rows.filter(({ type }) => type === "model").length;

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const row = rows[position];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === 1 || step === -1) {
      event.preventDefault();
      setActive(refAt(rows, stepRow(rows, position, step)));
    } else if (row?.type !== "model" || event.nativeEvent.isComposing) return;
    else if (event.key === "Enter") {
      event.preventDefault();
      onChoose(row.match.model.ref);
    } else if (event.key === "d" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onToggleFavourite(row.match.model.ref);
    }
  }

  return (
    <div className={styles.panel}>
      <SearchField
        ref={searchField}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={position >= 0 ? `${id}-${position}` : undefined}
        label={t("models.search")}
        value={search}
        onChange={(next) => {
          setSearch(next);
          setActive(undefined);
        }}
        found={
          search.trim() === "" && chips.size === 0
            ? undefined
            : t("models.found", { count: found })
        }
        onKeyDown={onKeyDown}
      />
      <div className={styles.chips}>
        {filterChips.map((chip) => (
          <FilterChip
            key={chip}
            pressed={chips.has(chip)}
            onChange={(pressed) => {
              const next = new Set(chips);
              if (pressed) next.add(chip);
              else next.delete(chip);
              setChips(next);
              searchField.current?.focus();
            }}
          >
            {t(`models.filter.${chip}`)}
          </FilterChip>
        ))}
      </div>
      <PickerList
        id={id}
        rows={rows}
        position={position}
        value={value}
        favourites={favourites}
        onActive={setActive}
        onChoose={onChoose}
        onToggleFavourite={onToggleFavourite}
      />
      <footer className={styles.keys}>
        <Kbd keys="↑↓" /> {t("picker.key.move")}
        <Kbd keys="enter" /> {t("picker.key.choose")}
        <Kbd keys="mod+d" /> {t("picker.key.favourite")}
      </footer>
    </div>
  );
}

/** Where the highlight is: on the active row, else the chosen model, else the first model. */
function activePosition(
  rows: readonly PickerRow[],
  wanted: string | undefined,
  chosenByHand: boolean,
): number {
  const at = rows.findIndex(
    (row) => row.type === "model" && row.match.model.ref === wanted,
  );
  const firstModel = stepRow(rows, -1, 1);
  const searching = rows[0]?.type === "model";
  if (at >= 0 && (chosenByHand || !searching)) return at;
  return firstModel;
}

function refAt(rows: readonly PickerRow[], at: number): string | undefined {
  const row = rows[at];
  return row?.type === "model" ? row.match.model.ref : undefined;
}

function PickerList({
  id,
  rows,
  position,
  value,
  favourites,
  onActive,
  onChoose,
  onToggleFavourite,
}: {
  readonly id: string;
  readonly rows: readonly PickerRow[];
  readonly position: number;
  readonly value: string | undefined;
  readonly favourites: ReadonlySet<string>;
  readonly onActive: (ref: string) => void;
  readonly onChoose: (ref: string) => void;
  readonly onToggleFavourite: (ref: string) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) =>
      rows[at]?.type === "heading" ? headingHeight : rowHeight,
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 6,
  });
  useEffect(() => {
    if (position >= 0)
      virtual.scrollToIndex(position <= 1 ? 0 : position, { align: "auto" });
  }, [position, virtual, rows]);
  return (
    <div
      ref={scroller}
      id={`${id}-list`}
      className={styles.list}
      role="listbox"
      aria-label={t("picker.label")}
    >
      {rows.length === 0 && (
        <EmptyState title={t("models.empty.filters")}>
          {t("models.empty.searchExample")}
        </EmptyState>
      )}
      <div
        className={styles.rows}
        role="presentation"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${item.start}px)` };
          return row.type === "heading" ? (
            <div
              key={row.key}
              className={styles.heading}
              role="presentation"
              style={style}
            >
              {t(row.label as "picker.all")}
            </div>
          ) : (
            <PickerOption
              key={row.key}
              id={`${id}-${item.index}`}
              style={style}
              match={row.match}
              active={item.index === position}
              chosen={row.match.model.ref === value}
              favourite={favourites.has(row.match.model.ref)}
              onActive={onActive}
              onChoose={onChoose}
              onToggleFavourite={onToggleFavourite}
            />
          );
        })}
      </div>
    </div>
  );
}
