import { AppError } from "#shared/errors/app-error.ts";
import { allowsModel } from "#main/domain/policy/allows-model.ts";
import type { TargetDirectory } from "../call-provider.ts";
import { failureEvent, targetOf, type ChatStage } from "../runner.ts";

/** Refuses a resolved target that the caller's rule or its instance's own allow list leaves out. A denial ends the call. */
export function authorize(directory: TargetDirectory): ChatStage {
  return (next) => (call, signal) => {
    const target = targetOf(call);
    const { instance, model } = target;
    const refusal = call.admit?.(target);
    if (refusal !== undefined) return refused(refusal);
    const allow = directory.facts(instance)?.allow;
    const allowed = allowsModel(instance, allow, model);
    return allowed ? next(call, signal) : refused(denied(instance, model));
  };
}

async function* refused(error: AppError) {
  yield failureEvent(error);
}

function denied(instance: string, model: string): AppError {
  return new AppError("denied", {
    message: `The configuration of ${instance} does not allow the model ${model}.`,
    data: { instance, model },
  });
}
