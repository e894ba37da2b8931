import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { weighText } from "#main/domain/prompt/estimate-tokens.ts";
import type { Amount, BudgetLimit, Ledger } from "#main/ports/ledger.ts";

export interface BrakeOptions {
  readonly ledger: Pick<Ledger, "raise">;
  /** The attempt's reservation, and what it holds. */
  readonly id: string;
  readonly reserved: Amount;
  /** Output that the reservation covers, in tokens. */
  readonly coveredTokens: number;
  readonly limits: readonly BudgetLimit[];
  /** What the attempt takes in all with this much output. */
  readonly amountOf: (outputTokens: number) => Amount;
  readonly refuse: (exceeded: BudgetLimit) => AppError;
}

/** Share of the reservation that is taken ahead, so that not each piece of text is a write. */
const stepShare = 0.125;

/**
 * Counts a reply while it is written. One that grows past its reservation takes more, as long as
 * the bounds allow; answers the refusal that ends it when they do not.
 */
export function createBrake(
  options: BrakeOptions,
): (event: StreamEvent) => AppError | undefined {
  const { ledger, id, limits, amountOf, refuse, coveredTokens } = options;
  let { reserved } = options;
  let outputTokens = 0;

  function raise(amount: Amount): BudgetLimit | undefined {
    const exceeded = ledger.raise(id, amount, limits);
    if (exceeded === undefined) reserved = amount;
    return exceeded;
  }

  return (event) => {
    const tokens = limits.length === 0 ? 0 : tokensOf(event);
    if (tokens === 0) return undefined;
    outputTokens += tokens;
    if (outputTokens <= coveredTokens) return undefined;
    const taken = amountOf(Math.ceil(outputTokens));
    if (taken.nanoUsd <= reserved.nanoUsd && taken.tokens <= reserved.tokens)
      return undefined;
    try {
      if (raise(ahead(taken)) === undefined) return undefined;
      const exceeded = raise(taken);
      return exceeded && refuse(exceeded);
    } catch (cause) {
      return AppError.from(cause);
    }
  };
}

function ahead({ nanoUsd, tokens }: Amount): Amount {
  return {
    nanoUsd: Math.ceil(nanoUsd * (1 + stepShare)),
    tokens: Math.ceil(tokens * (1 + stepShare)),
  };
}

function tokensOf(event: StreamEvent): number {
  if (event.type === "text-delta" || event.type === "reasoning-delta")
    return weighText(event.text);
  return event.type === "tool-call-delta" ? weighText(event.arguments) : 0;
}
