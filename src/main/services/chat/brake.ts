import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { weighText } from "#main/domain/prompt/estimate-tokens.ts";
import type { Amount, BudgetLimit, Ledger } from "#main/ports/ledger.ts";

/** An attempt whose reservation can grow. */
export interface BrakedAttempt {
  readonly ledger: Pick<Ledger, "raise">;
  readonly id: string;
  /** What was reserved for it before it went out. */
  readonly reserved: Amount;
  /** Output that this covers, in tokens. */
  readonly coveredTokens: number;
  readonly limits: readonly BudgetLimit[];
  /** What the attempt takes in all with this much output. */
  amountOf(outputTokens: number): Amount;
  /** `stopped`: the reply had begun. */
  refusal(exceeded: BudgetLimit, stopped: boolean): AppError;
}

/** Share of the reservation that is taken ahead, so that not each piece of text is a write. */
const stepShare = 0.125;

/**
 * Counts a reply while it is written. One that grows past its reservation takes more, as long as
 * the bounds allow.
 */
export class Brake {
  readonly #attempt: BrakedAttempt;
  #reserved: Amount;
  #outputTokens = 0;

  constructor(attempt: BrakedAttempt) {
    this.#attempt = attempt;
    this.#reserved = attempt.reserved;
  }

  /** The refusal that ends the reply with this event, where the bounds do not allow more. */
  refusalAt(event: StreamEvent): AppError | undefined {
    const attempt = this.#attempt;
    const tokens = attempt.limits.length === 0 ? 0 : tokensOf(event);
    if (tokens === 0) return undefined;
    this.#outputTokens += tokens;
    if (this.#outputTokens <= attempt.coveredTokens) return undefined;
    const taken = attempt.amountOf(Math.ceil(this.#outputTokens));
    const { nanoUsd, tokens: held } = this.#reserved;
    if (taken.nanoUsd <= nanoUsd && taken.tokens <= held) return undefined;
    try {
      if (this.#raise(ahead(taken)) === undefined) return undefined;
      const exceeded = this.#raise(taken);
      return exceeded && attempt.refusal(exceeded, true);
    } catch (cause) {
      return AppError.from(cause);
    }
  }

  #raise(amount: Amount): BudgetLimit | undefined {
    const { ledger, id, limits } = this.#attempt;
    const exceeded = ledger.raise(id, amount, limits);
    if (exceeded === undefined) this.#reserved = amount;
    return exceeded;
  }
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
