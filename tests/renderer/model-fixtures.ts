import type { ModelDescriptor } from "#shared/models/descriptor.ts";

/** A model as a registry row, with what a test cares about on top. */
export function modelFixture(
  ref: string,
  facts: Partial<Omit<ModelDescriptor, "ref">> = {},
): ModelDescriptor {
  const colon = ref.indexOf(":");
  return {
    ref: ref as ModelDescriptor["ref"],
    instance: ref.slice(0, colon) as ModelDescriptor["instance"],
    id: ref.slice(colon + 1),
    name: ref.slice(colon + 1),
    description: "",
    inputModalities: ["text"],
    outputModalities: ["text"],
    local: false,
    simulated: false,
    ...facts,
  };
}
