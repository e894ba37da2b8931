import type { Writable } from "#shared/writable.ts";
import type { Amount } from "#main/ports/ledger.ts";

/** What one call holds of its key's limits. */
export interface Hold {
  /** Gives back so much of it, at most what is left. */
  giveBack(amount: Amount): void;
  /** All that is left, once. */
  release(): void;
}

const nothing: Amount = { tokens: 0, nanoUsd: 0 };

/** What calls hold that run now, by key. */
export class Holds {
  readonly #held = new Map<string, Writable<Amount>>();

  of(keyId: string): Amount {
    return this.#held.get(keyId) ?? nothing;
  }

  take(keyId: string, amount: Amount): Hold {
    const held = this.#held.get(keyId) ?? { ...nothing };
    this.#held.set(keyId, held);
    const rest = { ...amount };
    add(held, amount, 1);
    const giveBack = ({ tokens, nanoUsd }: Amount) => {
      const given = {
        tokens: Math.min(tokens, rest.tokens),
        nanoUsd: Math.min(nanoUsd, rest.nanoUsd),
      };
      add(held, given, -1);
      add(rest, given, -1);
    };
    return { giveBack, release: () => giveBack({ ...rest }) };
  }
}

function add(to: Writable<Amount>, amount: Amount, sign: 1 | -1): void {
  to.tokens += sign * amount.tokens;
  to.nanoUsd += sign * amount.nanoUsd;
}
