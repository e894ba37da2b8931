import {
  isFree,
  modelChips,
  type ModelChip,
  type ModelDescriptor,
} from "#shared/models/descriptor.ts";
import { perMillion } from "#shared/models/price.ts";
import { modelName } from "#renderer/format/model.ts";

export const filterChips = [
  "free",
  "vision",
  "tools",
  "local",
  "long-context",
] as const satisfies readonly ModelChip[];
export type FilterChipId = (typeof filterChips)[number];

export const scopes = [
  "all",
  "favourites",
  "recents",
  "local",
  "free",
] as const;
export type Scope = (typeof scopes)[number];

export const sortKeys = [
  "match",
  "newest",
  "name",
  "price",
  "output",
  "context",
] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sort {
  readonly by: SortKey;
  /** True: against the key's natural direction (cheapest, longest, newest first; A to Z). */
  readonly reversed: boolean;
}

export interface PersonalLists {
  readonly favourites: ReadonlySet<string>;
  readonly recents: readonly string[];
}

/** True when a model has every one of these chips. */
export function hasChips(
  model: ModelDescriptor,
  wanted: ReadonlySet<FilterChipId>,
): boolean {
  if (wanted.size === 0) return true;
  const chips: readonly ModelChip[] = modelChips(model);
  return [...wanted].every((chip) => chips.includes(chip));
}

/** The models that a sidebar row stands for. */
export function inScope(
  models: readonly ModelDescriptor[],
  scope: Scope,
  { favourites, recents }: PersonalLists,
): readonly ModelDescriptor[] {
  switch (scope) {
    case "all":
      return models;
    case "favourites":
      return models.filter(({ ref }) => favourites.has(ref));
    case "recents": {
      const byRef = new Map<string, ModelDescriptor>(
        models.map((model) => [model.ref, model]),
      );
      return recents.flatMap((ref) => byRef.get(ref) ?? []);
    }
    case "local":
      return models.filter(({ local }) => local);
    case "free":
      return models.filter(isFree);
    default:
      return scope;
  }
}

const byName = new Intl.Collator(undefined, {
  numeric: true,
  sensitivity: "base",
});

/** Unknown figures come last, whatever the direction; equal ones by name. */
export function compareModels(
  sort: Sort,
): (left: ModelDescriptor, right: ModelDescriptor) => number {
  const direction = sort.reversed ? -1 : 1;
  const figure = figures[sort.by];
  return (left, right) => {
    const names = byName.compare(modelName(left), modelName(right));
    if (figure === undefined) return direction * names;
    const first = figure(left);
    const second = figure(right);
    if (first === second) return names;
    if (first === undefined) return 1;
    if (second === undefined) return -1;
    return direction * (first - second);
  };
}

type Figure = (model: ModelDescriptor) => number | undefined;

const figures: Readonly<Record<SortKey, Figure | undefined>> = {
  match: undefined,
  name: undefined,
  newest: ({ created }) => (created === undefined ? undefined : -created),
  context: ({ contextLength }) =>
    contextLength === undefined ? undefined : -contextLength,
  price: (model) => priceFigure(model, model.price?.input),
  output: (model) => priceFigure(model, model.price?.output),
};

/** Some upstreams publish −1 for "depends" (a router's price); that is not a price. */
function priceFigure(
  model: ModelDescriptor,
  decimal: string | undefined,
): number | undefined {
  if (model.local) return 0;
  if (decimal === undefined) return undefined;
  const value = perMillion(decimal);
  return value < 0 ? undefined : value;
}
