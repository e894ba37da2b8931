import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { modelName } from "#renderer/format/model.ts";
import type { MessageKey } from "#renderer/messages/t.ts";
import {
  plainMatch,
  searchModels,
  type ModelIndex,
  type ModelMatch,
} from "../model-list/search.ts";
import {
  hasChips,
  type FilterChipId,
  type PersonalLists,
} from "../model-list/select-models.ts";

export type PickerRow =
  | {
      readonly type: "heading";
      readonly key: string;
      readonly label: Extract<MessageKey, `picker.${string}`>;
    }
  | {
      readonly type: "model";
      readonly key: string;
      readonly match: ModelMatch;
    };

export interface PickerQuery extends PersonalLists {
  readonly search: string;
  readonly chips: ReadonlySet<FilterChipId>;
}

const mostRecents = 5;

/**
 * The rows of the picker: what was found, best first; or, without a search, favourites and recent
 * models under their own headings before everything else. No model stands twice.
 */
export function pickerRows(
  index: ModelIndex,
  { search, chips, favourites, recents }: PickerQuery,
): readonly PickerRow[] {
  if (search.trim() !== "")
    return searchModels(index, search)
      .filter(({ model }) => hasChips(model, chips))
      .map((match) => modelRow("found", match));
  const wanted = index.models.filter((model) => hasChips(model, chips));
  const byRef = new Map<string, ModelDescriptor>(
    wanted.map((model) => [model.ref, model]),
  );
  const starred = wanted
    .filter(({ ref }) => favourites.has(ref))
    .sort(byModelName);
  const recent = recents
    .filter((ref) => !favourites.has(ref))
    .flatMap((ref) => byRef.get(ref) ?? [])
    .slice(0, mostRecents);
  const shown = new Set<string>([...starred, ...recent].map(({ ref }) => ref));
  const rest = wanted.filter(({ ref }) => !shown.has(ref)).sort(localFirst);
  return [
    ...section("picker.favourites", starred),
    ...section("picker.recents", recent),
    ...section("picker.all", rest),
  ];
}

const collator = new Intl.Collator(undefined, { numeric: true });

function byModelName(left: ModelDescriptor, right: ModelDescriptor): number {
  return collator.compare(modelName(left), modelName(right));
}

/** On this computer first, then the newest. */
function localFirst(left: ModelDescriptor, right: ModelDescriptor): number {
  if (left.local !== right.local) return left.local ? -1 : 1;
  const newest = (right.created ?? 0) - (left.created ?? 0);
  return newest === 0 ? byModelName(left, right) : newest;
}

function section(
  label: Extract<PickerRow, { type: "heading" }>["label"],
  models: readonly ModelDescriptor[],
): readonly PickerRow[] {
  if (models.length === 0) return [];
  return [
    { type: "heading", key: label, label },
    ...models.flatMap(plainMatch).map((match) => modelRow(label, match)),
  ];
}

function modelRow(section: string, match: ModelMatch): PickerRow {
  return { type: "model", key: `${section} ${match.model.ref}`, match };
}

/** The next row that is a model, from `from` in steps of one; stays where there is none. */
export function stepRow(
  rows: readonly PickerRow[],
  from: number,
  direction: 1 | -1,
): number {
  for (
    let at = from + direction;
    at >= 0 && at < rows.length;
    at += direction
  ) {
    if (rows[at]?.type === "model") return at;
  }
  return rows[from]?.type === "model" ? from : -1;
}
