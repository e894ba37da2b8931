import { AppError } from "#shared/errors/app-error.ts";
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

/** The refusal of a model that the list leaves out, or undefined. */
export function refusalByList(
  instance: string,
  allow: readonly string[] | undefined,
  model: string,
): AppError | undefined {
  if (allowsModel(instance, allow, model)) return undefined;
  return new AppError("denied", {
    message: `The configuration of ${instance} does not allow the model ${model}.`,
    data: { instance, model },
  });
}
