import type { ModelDescriptor } from "#shared/models/descriptor.ts";

type Named = Pick<
  ModelDescriptor,
  "name" | "id" | "ref" | "instance" | "local" | "simulated"
>;

/** A model's name without the maker in front (`Qwen: Qwen3 Max` is `Qwen3 Max`); the id names it. */
export function modelName({ name, id }: Pick<Named, "name" | "id">): string {
  const [, short] = /^[^:/]{1,40}: (\S.*)$/s.exec(name) ?? [];
  return (short ?? name).trim() || id;
}

/** The second line: the upstream's id at OpenRouter, the id across instances elsewhere. */
export function modelSubtitle(model: Named): string {
  return model.instance === "openrouter" ? model.id : model.ref;
}
