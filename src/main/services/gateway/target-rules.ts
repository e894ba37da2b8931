import { AppError } from "#shared/errors/app-error.ts";
import { permits } from "#main/domain/access/permits.ts";
import { refusalByList } from "#main/domain/policy/allows-model.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import type {
  RoutePlan,
  RouteTarget,
} from "#main/domain/routing/plan-route.ts";
import type { GatewayKey } from "#main/ports/access-store.ts";

/** Who asks. */
export interface GatewayCaller {
  /** Absent where no key is required. */
  readonly key?: GatewayKey;
  /** The client is on another machine. */
  readonly onLan: boolean;
}

/** What a rule reads of a resolved target. */
export interface NamedTarget extends Pick<RouteTarget, "model" | "aliases"> {
  readonly instance: string;
}

/** The refusal of a resolved target, or undefined. An instance that nobody knows is refused. */
export function refusalOf(
  target: NamedTarget,
  instance: Instance | undefined,
  caller: GatewayCaller,
): AppError | undefined {
  if (instance === undefined) return denied(target, "is gone");
  if (caller.onLan && !instance.lan)
    return denied(target, "is not open to the local network");
  const unlisted = refusalByList(instance.id, instance.allow, target.model);
  if (unlisted !== undefined || caller.key === undefined) return unlisted;
  const isPermitted = permits(caller.key, {
    instance: target.instance,
    model: target.model,
    ...(target.aliases && { aliases: target.aliases }),
    cloud: instance.cloud,
    highRisk: instance.risk === "high",
    lan: instance.lan,
  });
  return isPermitted ? undefined : denied(target, "is not open to this key");
}

/**
 * The same for a target whose upstream is also told of other models: each of them must be open to the
 * caller as if it had been asked for by itself.
 */
export function refusalWith(
  named: readonly string[],
  target: NamedTarget,
  { instance, caller }: Asked,
): AppError | undefined {
  const refusal = refusalOf(target, instance, caller);
  if (refusal !== undefined || named.length === 0) return refusal;
  const { aliases: _, ...itself } = target;
  for (const model of named) {
    const further = refusalOf({ ...itself, model }, instance, caller);
    if (further !== undefined) return further;
  }
  return undefined;
}

interface Asked {
  readonly instance: Instance | undefined;
  readonly caller: GatewayCaller;
}

/** The plan without what the caller did not ask for and may not have, and with one target at most where told so. */
export function narrowed(
  plan: RoutePlan,
  rule: (target: RouteTarget) => AppError | undefined,
  noFallback: boolean,
): RoutePlan {
  const targets = plan.targets.filter(
    (target) => target.reason !== "fallback-rule" || rule(target) === undefined,
  );
  return { ...plan, targets: noFallback ? targets.slice(0, 1) : targets };
}

/** Whose kept answers a caller may have who wants no other: they are looked through, so nobody's refusal ends the search. */
export function keptOnly(
  plan: RoutePlan,
  rule: (target: RouteTarget) => AppError | undefined,
): RoutePlan {
  const targets = plan.targets.filter(
    (target) => target.reason !== "fallback-rule" && rule(target) === undefined,
  );
  return { ...plan, targets };
}

function denied({ instance, model }: NamedTarget, why: string): AppError {
  return new AppError("denied", {
    message: `${instance}:${model} ${why}.`,
    data: { instance, model },
  });
}
