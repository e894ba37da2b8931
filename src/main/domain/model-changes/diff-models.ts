import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { parseDecimalUsd } from "#shared/models/price.ts";

export interface Repriced {
  readonly ref: string;
  readonly before: { readonly input?: string; readonly output?: string };
  readonly after: { readonly input?: string; readonly output?: string };
}

export interface ModelDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly repriced: readonly Repriced[];
}

/** What a new list of one instance brings against the one before. */
export function diffModels(
  before: readonly ModelDescriptor[],
  after: readonly ModelDescriptor[],
): ModelDifference {
  const old = new Map(before.map((model) => [model.ref, model]));
  const current = new Set(after.map((model) => model.ref));
  const repriced = after.flatMap((model) => {
    const previous = old.get(model.ref);
    if (previous === undefined || samePrice(previous, model)) return [];
    return [{ ref: model.ref, before: shown(previous), after: shown(model) }];
  });
  return {
    added: after.filter(({ ref }) => !old.has(ref)).map(({ ref }) => ref),
    removed: before
      .filter(({ ref }) => !current.has(ref))
      .map(({ ref }) => ref),
    repriced,
  };
}

export function isEmptyDifference(difference: ModelDifference): boolean {
  const { added, removed, repriced } = difference;
  return added.length + removed.length + repriced.length === 0;
}

function shown(model: ModelDescriptor): Repriced["before"] {
  const { input, output } = model.price ?? {};
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
  };
}

function samePrice(left: ModelDescriptor, right: ModelDescriptor): boolean {
  return (
    sameAmount(left.price?.input, right.price?.input) &&
    sameAmount(left.price?.output, right.price?.output)
  );
}

/** `"0.0000010"` and `"1e-6"` are the same money. */
function sameAmount(left?: string, right?: string): boolean {
  if (left === undefined || right === undefined) return left === right;
  return parseDecimalUsd(left) === parseDecimalUsd(right);
}
