import { refusalByList } from "#main/domain/policy/allows-model.ts";
import type { TargetDirectory } from "../call-provider.ts";
import { refuse, targetOf, type ChatStage } from "../runner.ts";

/** Refuses a resolved target that the caller's rule or its instance's own allow list leaves out. A denial ends the call. */
export function authorize(directory: TargetDirectory): ChatStage {
  return (next) => (call, signal, emit) => {
    const target = targetOf(call);
    const { instance, model } = target;
    const refusal =
      call.admit?.(target) ??
      refusalByList(instance, directory.facts(instance)?.allow, model);
    return refusal === undefined
      ? next(call, signal, emit)
      : refuse(refusal, emit);
  };
}
