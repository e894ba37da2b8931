import { AppError } from "#shared/errors/app-error.ts";
import type { TargetView } from "#shared/gateway/alias.ts";
import { allowsModel } from "#main/domain/policy/allows-model.ts";
import type {
  RoutePlan,
  RouteTarget,
} from "#main/domain/routing/plan-route.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";

export interface TargetFacts {
  /** Throws as `ChatService.plan` does. */
  readonly plan: (asked: string) => RoutePlan;
  readonly directory: Pick<InstanceDirectory, "find">;
  readonly registry: Pick<Registry, "list">;
  /** Whether a target rests after repeated failures. */
  readonly isPaused: (instance: string, model: string) => boolean;
}

/** What one target of an alias leads to now. */
export function targetView(id: string, facts: TargetFacts): TargetView {
  let targets: readonly RouteTarget[];
  try {
    targets = facts
      .plan(id)
      .targets.filter(({ reason }) => reason !== "fallback-rule");
  } catch (error) {
    return { id, leadsTo: [], ...problemOf(AppError.from(error)) };
  }
  const leadsTo = targets.map(({ instance, model }) => `${instance}:${model}`);
  const problems = targets.map((target) => targetProblem(target, facts));
  // One way that is free is enough.
  const [problem] = problems.includes(undefined) ? [] : problems;
  return { id, leadsTo, ...(problem && { problem }) };
}

/** Whether a call would begin there. */
export function canAnswer({ leadsTo, problem }: TargetView): boolean {
  return (
    leadsTo.length > 0 && (problem === undefined || problem === "not-listed")
  );
}

function problemOf({
  code,
  data,
}: AppError): Pick<TargetView, "problem" | "candidates"> {
  if (code === "no-target") return { problem: "switched-off" };
  const { candidates } = data;
  return code === "invalid-request" && Array.isArray(candidates)
    ? { problem: "ambiguous", candidates: [...candidates] as string[] }
    : { problem: "unknown" };
}

function targetProblem(
  { instance, model }: RouteTarget,
  { directory, registry, isPaused }: TargetFacts,
): TargetView["problem"] {
  if (!allowsModel(instance, directory.find(instance)?.allow, model))
    return "not-allowed";
  if (isPaused(instance, model)) return "paused";
  const listed = registry.list(instance)?.models;
  const isListed = listed === undefined || listed.some((it) => it.id === model);
  return isListed ? undefined : "not-listed";
}
