import { modelName } from "#renderer/format/model.ts";
import { useModels } from "./models.ts";

/** How a person calls a model (`instance:model`), also one that nobody offers any more. */
export function useModelName(ref: string): string {
  return useModels(({ byRef }) => modelNameIn(byRef, ref));
}

/** The same outside of a component. */
export function nameOfModel(ref: string): string {
  return modelNameIn(useModels.getState().byRef, ref);
}

/** The same among these models. */
export function modelNameIn(
  byRef: ReturnType<typeof useModels.getState>["byRef"],
  ref: string,
): string {
  const model = byRef.get(ref);
  if (model !== undefined) return modelName(model);
  const colon = ref.indexOf(":");
  return colon === -1 ? ref : ref.slice(colon + 1);
}
