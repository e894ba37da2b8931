import UFuzzy from "@leeoniya/ufuzzy";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { modelName, modelSubtitle } from "#renderer/format/model.ts";

/** Start and end pairs (end exclusive) of what matched, flat, in order. */
export type Ranges = readonly number[];

export interface ModelMatch {
  readonly model: ModelDescriptor;
  readonly nameRanges: Ranges;
  readonly subtitleRanges: Ranges;
}

const fuzzy = new UFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
});

const separator = "  ";
const mostPermutedTerms = 4;

export interface ModelIndex {
  readonly models: readonly ModelDescriptor[];
  readonly haystack: string[];
}

/** Prepared once per list of models. */
export function indexModels(models: readonly ModelDescriptor[]): ModelIndex {
  return {
    models,
    haystack: models.map(
      (model) => modelName(model) + separator + modelSubtitle(model),
    ),
  };
}

/** Models whose name or id holds the search, best first; one typing error per word is forgiven. */
export function searchModels(
  index: ModelIndex,
  search: string,
): readonly ModelMatch[] {
  const { models, haystack } = index;
  const [positions, info, order] = fuzzy.search(
    haystack,
    search.trim(),
    mostPermutedTerms,
  );
  if (positions === null) return [];
  if (info === null)
    return positions.flatMap((position) => plainMatch(models[position]));
  return order.flatMap((each) => {
    const model = models[info.idx[each] ?? -1];
    if (model === undefined) return [];
    return [{ model, ...splitRanges(model, info.ranges[each] ?? []) }];
  });
}

/** A model as it stands in a list that nobody searches. */
export function plainMatch(
  model: ModelDescriptor | undefined,
): readonly ModelMatch[] {
  return model === undefined
    ? []
    : [{ model, nameRanges: [], subtitleRanges: [] }];
}

function splitRanges(
  model: ModelDescriptor,
  ranges: Ranges,
): Omit<ModelMatch, "model"> {
  const nameLength = modelName(model).length;
  const offset = nameLength + separator.length;
  const nameRanges: number[] = [];
  const subtitleRanges: number[] = [];
  for (let at = 0; at + 1 < ranges.length; at += 2) {
    const start = ranges[at] ?? 0;
    const end = ranges[at + 1] ?? 0;
    if (start < nameLength) nameRanges.push(start, Math.min(end, nameLength));
    if (end > offset)
      subtitleRanges.push(Math.max(start, offset) - offset, end - offset);
  }
  return { nameRanges, subtitleRanges };
}
