import { AppError } from "#shared/errors/app-error.ts";
import type { RoutePlan } from "./plan-route.ts";

/** The plan without whatever leaves this computer. Throws `private-chat` where nothing is left. */
export function keepOnComputer(plan: RoutePlan): RoutePlan {
  const targets = plan.targets.filter(({ local }) => local);
  if (targets.length > 0) return { ...plan, targets };
  throw new AppError("private-chat", {
    message: `This chat is private, and "${plan.asked}" does not run on this computer. Choose a model that does.`,
    data: { model: plan.asked },
  });
}
