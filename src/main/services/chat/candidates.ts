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
export interface Candidates {
  /** Undefined: nobody is left; `refusal` says why. */
  next(): Candidate | undefined;
  noteFailure(target: RouteTarget, error: ErrorJson): void;
  refusal(): ErrorJson;
}

export function createCandidates(
  call: ChatCall,
  { isFree, modelOf }: CandidateDependencies,
): Candidates {
  const passedOver: AppError[] = [];
  let left = call.plan.targets;
  let failure: ErrorJson | undefined;
  let substituteFor: Candidate["substituteFor"];
  let needs: ReturnType<typeof needsOf> | undefined;

  /** Whom the caller named itself is asked in any case: its own answer is the truth. */
  function shortfall(target: RouteTarget): Shortfall | undefined {
    if (target.reason === "asked" || call.ask !== undefined) return undefined;
    needs ??= needsOf(call.request);
    return shortfallOf(needs, modelOf(target.instance, target.model));
  }

  function mends(code: ErrorCode | undefined, target: RouteTarget): boolean {
    if (code === undefined) return true;
    return maySend(code, target) && (code !== "over-budget" || isFree(target));
  }

  function isPassedOver({ isSure }: Shortfall): boolean {
    return (
      isSure || left.some((it) => mends(failure?.code, it) && !shortfall(it))
    );
  }

  function noteReason({ instance, model }: RouteTarget, reason: ErrorJson) {
    substituteFor ??= { target: `${instance}:${model}`, reason };
  }

  return {
    next() {
      for (;;) {
        const [target, ...rest] = left;
        if (target === undefined) return undefined;
        left = rest;
        if (!mends(failure?.code, target)) continue;
        const lack = shortfall(target);
        if (lack === undefined || !isPassedOver(lack))
          return {
            target,
            hasAlternative: (code) =>
              rest.some(
                (it) => mends(code, it) && shortfall(it)?.isSure !== true,
              ),
            ...(substituteFor === undefined ? {} : { substituteFor }),
          };
        passedOver.push(lack.error);
        noteReason(target, lack.error.toJSON());
      }
    },
    noteFailure(target, error) {
      failure = error;
      noteReason(target, error);
      // Who is out of money is not sent to another bill.
      if (error.code === "over-budget") left = left.filter(isFree);
    },
    refusal: () => failure ?? joined(passedOver).toJSON(),
  };
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
