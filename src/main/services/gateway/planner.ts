import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { namedModels } from "#main/domain/policy/named-models.ts";
import { ambiguous, notFound } from "#main/domain/routing/plan-route.ts";
import type { ChatService } from "../chat/chat.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import {
  narrowed,
  refusalWith,
  type GatewayCaller,
  type NamedTarget,
} from "./target-rules.ts";

export interface PlannerDependencies {
  readonly chat: Pick<ChatService, "plan">;
  readonly directory: Pick<InstanceDirectory, "find">;
}

/** In characters; makers and servers take a fifth of it. It stands in a reply's header, in lists and in figures. */
const longestModel = 512;

/** Whom a model's name means, and who of them the caller may have. Throws for the first one that is refused. */
export function createPlanner({ chat, directory }: PlannerDependencies) {
  const planOf = (asked: string, admit: Admit) => {
    try {
      return chat.plan(asked);
    } catch (error) {
      throw withoutHidden(asked, AppError.from(error), admit);
    }
  };
  return (
    request: Pick<ChatRequest, "model" | "extra" | "tools">,
    caller: GatewayCaller,
    noFallback: boolean,
  ) => {
    if (request.model.length > longestModel) throw tooLong();
    const named = namedModels(request);
    const admit = (target: NamedTarget) => {
      const instance = directory.find(target.instance);
      return refusalWith(named, target, { instance, caller });
    };
    const plan = narrowed(planOf(request.model, admit), admit, noFallback);
    const [first] = plan.targets;
    if (first === undefined)
      throw new AppError("no-target", { message: "Nothing can answer." });
    const refusal = admit(first);
    if (refusal !== undefined) throw refusal;
    return { plan, admit, first };
  };
}

function tooLong(): AppError {
  return new AppError("model-not-found", {
    message: `No \`model\` has an id of more than ${longestModel} characters.`,
    data: { parameter: "model" },
  });
}

type Admit = (target: NamedTarget) => AppError | undefined;

/** Of several that offer a model, only those are told that the caller may have. */
function withoutHidden(asked: string, error: AppError, admit: Admit): AppError {
  const { candidates } = error.data;
  if (!Array.isArray(candidates)) return error;
  const open = candidates.map(String).filter((id) => {
    const colon = id.indexOf(":");
    const instance = id.slice(0, colon);
    return admit({ instance, model: id.slice(colon + 1) }) === undefined;
  });
  return open.length === 0 ? notFound(asked) : ambiguous(asked, open);
}
