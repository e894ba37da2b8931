import type { Price } from "#shared/models/price.ts";

/** What well-known providers have published as their prices. */
export interface PriceList {
  /** Reads the list in; before, it knows nothing. */
  load(): Promise<void>;
  /** Undefined where nobody published one. What holds from a later day on is left out. */
  priceOf(baseUrl: string, model: string): Price | undefined;
}
