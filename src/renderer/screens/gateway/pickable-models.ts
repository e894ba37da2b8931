import type { AliasView } from "#shared/gateway/alias.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { ModelRef } from "#shared/models/ids.ts";

/** Aliases stand among the models: as the one that would answer now, under their own name. */
export function pickableModels(
  models: readonly ModelDescriptor[],
  aliases: readonly AliasView[],
): readonly ModelDescriptor[] {
  const named = aliases.flatMap(({ id, answersNow, shadowed }) => {
    const model = models.find(({ ref }) => ref === answersNow);
    return model === undefined || shadowed
      ? []
      : [{ ...model, ref: id as ModelRef, id, name: id }];
  });
  return [...named, ...models];
}
