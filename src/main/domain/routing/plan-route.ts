import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import type { FallbackTrigger } from "../fallback/triggers.ts";
import { routerId } from "./router-id.ts";

/** Why a target is in the plan. An alias or a rule is the user's own consent to go there. */
export type TargetReason = "asked" | "alias" | "fallback-rule";

/** One place that may answer. */
export interface RouteTarget {
  readonly instance: InstanceId;
  /** Upstream's own model id. */
  readonly model: string;
  /** True: nothing leaves this computer. */
  readonly local: boolean;
  readonly simulated: boolean;
  readonly reason: TargetReason;
  /** The aliases that led here, the asked one first; absent where none did. */
  readonly aliases?: readonly string[];
  /** Failures after which the user's rule sends a call here; absent: all that move on. */
  readonly after?: readonly FallbackTrigger[];
}

/** Ordered targets; the first is tried first. Never empty. */
export interface RoutePlan {
  /** Id exactly as the caller gave it. */
  readonly asked: string;
  readonly targets: readonly RouteTarget[];
}

export interface RouteInstance {
  readonly id: InstanceId;
  readonly enabled: boolean;
  readonly local: boolean;
  readonly simulated: boolean;
}

export interface RouteFacts {
  readonly instanceOf: (id: string) => RouteInstance | undefined;
  /** Alias id to its ordered targets, which may name other aliases. Free of circles. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** Ids of the instances that list a bare upstream id. */
  readonly offeredBy: (model: string) => readonly string[];
  readonly fallback?: FallbackRule;
}

/** Where the user's own rule sends a call that failed, and after which failures. */
export interface FallbackRule {
  /** `instance:model` each. */
  readonly targets: readonly string[];
  readonly after: readonly FallbackTrigger[];
}

interface Candidate {
  readonly instance: RouteInstance;
  readonly model: string;
  readonly aliases?: readonly string[];
}

/** Resolves a model id. Throws `model-not-found`, `no-target` (all disabled) or `invalid-request` (ambiguous). */
export function planRoute(asked: string, facts: RouteFacts): RoutePlan {
  const aliased = facts.aliases.has(asked) && !namesInstance(asked, facts);
  const candidates = resolve(asked, facts);
  const reason = aliased ? "alias" : "asked";
  const targets = usable(candidates).map((it) => toTarget(it, reason));
  targets.push(...substitutes(targets, facts));
  const distinct = targets.length > 1 ? withoutRepeats(targets) : targets;
  if (!distinct.some((target) => target.reason === reason))
    throw disabled(asked, candidates);
  return { asked, targets: distinct };
}

/** The rule's targets. What was meant for this computer alone is never sent out by a rule. */
function substitutes(
  targets: readonly RouteTarget[],
  facts: RouteFacts,
): readonly RouteTarget[] {
  if (facts.fallback === undefined) return [];
  const { targets: ids, after } = facts.fallback;
  const staysHere = targets.every(({ local }) => local);
  const rule = ids.flatMap((id) => qualified(id, facts) ?? []);
  return usable(rule)
    .filter(({ instance }) => instance.local || !staysHere)
    .map((it) => ({ ...toTarget(it, "fallback-rule"), after }));
}

function withoutRepeats(
  targets: readonly RouteTarget[],
): readonly RouteTarget[] {
  return targets.filter(
    (target, index) => targets.findIndex((it) => same(it, target)) === index,
  );
}

function same(left: RouteTarget, right: RouteTarget): boolean {
  return left.instance === right.instance && left.model === right.model;
}

function usable(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ instance }) => instance.enabled);
}

function toTarget(candidate: Candidate, reason: TargetReason): RouteTarget {
  const { instance, model, aliases } = candidate;
  const { id, local, simulated } = instance;
  const target = { instance: id, model, local, simulated, reason };
  return aliases === undefined ? target : { ...target, aliases };
}

function namesInstance(id: string, facts: RouteFacts): boolean {
  const colon = id.indexOf(":");
  return colon > 0 && facts.instanceOf(id.slice(0, colon)) !== undefined;
}

/** `instance:model`, if what stands before the first colon is an instance. */
function qualified(id: string, facts: RouteFacts): Candidate | undefined {
  const colon = id.indexOf(":");
  const instance = colon > 0 ? facts.instanceOf(id.slice(0, colon)) : undefined;
  const model = id.slice(colon + 1);
  return instance === undefined || model === ""
    ? undefined
    : { instance, model };
}

function resolve(asked: string, facts: RouteFacts): readonly Candidate[] {
  if (namesInstance(asked, facts)) {
    const candidate = qualified(asked, facts);
    if (candidate === undefined) throw notFound(asked);
    return [candidate];
  }
  if (asked === routerId) throw noRouter();
  if (facts.aliases.has(asked)) return expand([asked], facts);
  const bare = resolveBare(asked, facts);
  if (bare === undefined) throw notFound(asked);
  return [bare];
}

/**
 * The targets of the trail's last alias. An alias lives as long as one of its targets does; ones that no
 * longer resolve are passed over.
 */
function expand(
  trail: readonly string[],
  facts: RouteFacts,
): readonly Candidate[] {
  const asked = trail.at(-1) ?? "";
  const found = (facts.aliases.get(asked) ?? []).flatMap((target) => {
    const own = qualified(target, facts);
    if (own === undefined && target === routerId) return [];
    if (own === undefined && facts.aliases.has(target))
      return expandQuietly([...trail, target], facts);
    const candidate = own ?? resolveBare(target, facts);
    return candidate === undefined ? [] : [{ ...candidate, aliases: trail }];
  });
  if (found.length === 0) throw notFound(asked);
  return found;
}

function expandQuietly(
  trail: readonly string[],
  facts: RouteFacts,
): readonly Candidate[] {
  try {
    return expand(trail, facts);
  } catch {
    return [];
  }
}

function resolveBare(id: string, facts: RouteFacts): Candidate | undefined {
  const offering = facts
    .offeredBy(id)
    .flatMap((name) => facts.instanceOf(name) ?? [])
    .filter((instance) => instance.enabled);
  const [instance, second] = offering;
  if (instance === undefined) return undefined;
  if (second === undefined) return { instance, model: id };
  throw ambiguous(
    id,
    offering.map((it) => `${it.id}:${id}`),
  );
}

/** `candidates` in its data: the ids to choose from. */
export function ambiguous(
  asked: string,
  candidates: readonly string[],
): AppError {
  return new AppError("invalid-request", {
    message: `The model "${asked}" is offered more than once; ask for one of ${candidates.join(", ")}.`,
    data: { parameter: "model", candidates },
  });
}

export function notFound(asked: string): AppError {
  return new AppError("model-not-found", {
    message: `There is no model or alias "${asked}". Ask for instance:model, an alias, or a model id that exactly one instance offers.`,
    data: { model: asked },
  });
}

function noRouter(): AppError {
  return new AppError("model-not-found", {
    message: `"${routerId}" is reserved for the automatic router, which is not there yet. Ask for instance:model, an alias, or a model id that exactly one instance offers.`,
    data: { model: routerId },
  });
}

function disabled(asked: string, candidates: readonly Candidate[]): AppError {
  const names = candidates.map(({ instance }) => instance.id);
  return new AppError("no-target", {
    message: `"${asked}" leads to ${names.join(", ")}, which is switched off.`,
    data: { model: asked, instance: names[0] ?? "" },
  });
}
