import { matchesGlob } from "./glob.ts";

/** Whether an instance's own allow list admits a model, by its upstream id or by `instance:model`. */
export function allowsModel(
  instance: string,
  allow: readonly string[] | undefined,
  model: string,
): boolean {
  return (
    allow === undefined ||
    allow.some(
      (pattern) =>
        matchesGlob(pattern, model) ||
        matchesGlob(pattern, `${instance}:${model}`),
    )
  );
}
