import { modelDescriptorSchema } from "#shared/models/descriptor.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";

/** A model like many, by its `instance:model`. */
export function aModel(
  ref: string,
  changes: Partial<ModelDescriptor> = {},
): ModelDescriptor {
  const colon = ref.indexOf(":");
  const id = ref.slice(colon + 1);
  return modelDescriptorSchema.parse({
    ref,
    instance: ref.slice(0, colon),
    id,
    name: id,
    description: "",
    inputModalities: ["text"],
    outputModalities: ["text"],
    local: false,
    simulated: false,
    ...changes,
  });
}
