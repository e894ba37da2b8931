import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { namedModels } from "#main/domain/policy/named-models.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatService } from "../chat/chat.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import { narrowed, refusalWith, type GatewayCaller } from "./target-rules.ts";

export interface PlannerDependencies {
  readonly chat: Pick<ChatService, "plan">;
  readonly directory: Pick<InstanceDirectory, "find">;
}

/** In characters; makers and servers take a fifth of it. It stands in a reply's header, in lists and in figures. */
const longestModel = 512;

/** Whom a model's name means, and who of them the caller may have. Throws for the first one that is refused. */
export function createPlanner({ chat, directory }: PlannerDependencies) {
  return (
    request: Pick<ChatRequest, "model" | "extra" | "tools">,
    caller: GatewayCaller,
    noFallback: boolean,
  ) => {
    if (request.model.length > longestModel) throw tooLong();
    const named = namedModels(request);
    const admit = (target: RouteTarget) => {
      const instance = directory.find(target.instance);
      return refusalWith(named, target, { instance, caller });
    };
    const plan = narrowed(chat.plan(request.model), admit, noFallback);
    const [first] = plan.targets;
    if (first === undefined)
      throw new AppError("no-target", { message: "Nothing can answer." });
    const refusal = admit(first);
    if (refusal !== undefined) throw refusal;
    return { plan, admit, first };
  };
}

function tooLong(): AppError {
  return new AppError("invalid-request", {
    message: `\`model\` is longer than the ${longestModel} characters that an id may have.`,
    data: { parameter: "model" },
  });
}
