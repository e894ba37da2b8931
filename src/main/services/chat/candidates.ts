import type { ServedBy } from "#shared/chat/stream-event.ts";
import {
  AppError,
  type ErrorCode,
  type ErrorJson,
} from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { maySend } from "#main/domain/fallback/moves-on.ts";
import {
  needsOf,
  shortfallOf,
  type Shortfall,
} from "#main/domain/fallback/shortfall.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatCall } from "./runner.ts";

export interface CandidateDependencies {
  /** Whether asking a target costs nothing, for sure. */
  readonly isFree: (target: RouteTarget) => boolean;
  readonly modelOf: (
    instance: string,
    model: string,
  ) => ModelDescriptor | undefined;
}

export interface Candidate {
  readonly target: RouteTarget;
  /** Whether another target is left that may mend this failure. */
  readonly hasAlternative: (code: ErrorCode) => boolean;
  /** Whom this one stands in for. */
  readonly substituteFor?: NonNullable<ServedBy["substituteFor"]>;
}

/** The targets of one call, thinned out by what fails and by who cannot take the request. */
export class Candidates {
  readonly #call: ChatCall;
  readonly #dependencies: CandidateDependencies;
  readonly #passedOver: AppError[] = [];
  #left: readonly RouteTarget[];
  #failure: ErrorJson | undefined;
  #substituteFor: Candidate["substituteFor"];
  #needs: ReturnType<typeof needsOf> | undefined;

  constructor(call: ChatCall, dependencies: CandidateDependencies) {
    this.#call = call;
    this.#dependencies = dependencies;
    this.#left = call.plan.targets;
  }

  /** Undefined: nobody is left; `refusal` says why. */
  next(): Candidate | undefined {
    for (;;) {
      const [target] = this.#left;
      if (target === undefined) return undefined;
      this.#left = this.#left.slice(1);
      if (!this.#mends(this.#failure?.code, target)) continue;
      const lack = this.#shortfall(target);
      if (lack === undefined || !this.#isPassedOver(lack))
        return this.#candidate(target);
      this.#passedOver.push(lack.error);
      this.#noteReason(target, lack.error.toJSON());
    }
  }

  noteFailure(target: RouteTarget, error: ErrorJson): void {
    this.#failure = error;
    this.#noteReason(target, error);
    // Who is out of money is not sent to another bill.
    if (error.code === "over-budget")
      this.#left = this.#left.filter(this.#dependencies.isFree);
  }

  refusal(): ErrorJson {
    return this.#failure ?? joined(this.#passedOver).toJSON();
  }

  #candidate(target: RouteTarget): Candidate {
    const rest = this.#left;
    const hasAlternative = (code: ErrorCode): boolean =>
      rest.some(
        (it) => this.#mends(code, it) && this.#shortfall(it)?.isSure !== true,
      );
    const substituteFor = this.#substituteFor;
    return substituteFor === undefined
      ? { target, hasAlternative }
      : { target, hasAlternative, substituteFor };
  }

  /** Whom the caller named itself is asked in any case: its own answer is the truth. */
  #shortfall(target: RouteTarget): Shortfall | undefined {
    const { request, ask } = this.#call;
    if (target.reason === "asked" || ask !== undefined) return undefined;
    this.#needs ??= needsOf(request);
    const { modelOf } = this.#dependencies;
    return shortfallOf(this.#needs, modelOf(target.instance, target.model));
  }

  #mends(code: ErrorCode | undefined, target: RouteTarget): boolean {
    if (code === undefined) return true;
    const { isFree } = this.#dependencies;
    return maySend(code, target) && (code !== "over-budget" || isFree(target));
  }

  #isPassedOver({ isSure }: Shortfall): boolean {
    const isAble = (it: RouteTarget) =>
      this.#mends(this.#failure?.code, it) && !this.#shortfall(it);
    return isSure || this.#left.some(isAble);
  }

  #noteReason({ instance, model }: RouteTarget, reason: ErrorJson): void {
    this.#substituteFor ??= { target: `${instance}:${model}`, reason };
  }
}

/** Why nobody can take the request, target by target. */
function joined(reasons: readonly AppError[]): AppError {
  const [first, ...others] = reasons;
  if (first === undefined)
    return new AppError("no-target", { message: "Nothing can answer." });
  if (others.length === 0) return first;
  return new AppError(first.code, {
    message: `Nobody can take this request. ${reasons.map((it) => it.message).join(" ")}`,
    data: { ...first.data, reasons: reasons.map((it) => it.message) },
  });
}
