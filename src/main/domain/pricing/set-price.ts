import { perToken, type Price } from "#shared/models/price.ts";
import type { SetPrice } from "#shared/models/instance-settings.ts";
import { matchesGlob } from "../policy/glob.ts";

/** What a person set for a model: the first pattern that matches its upstream id. */
export function setPriceOf(
  prices: readonly SetPrice[] | undefined,
  model: string,
): Price | undefined {
  const found = prices?.find((price) => matchesGlob(price.model, model));
  if (found === undefined) return undefined;
  const { input, output, cachedInput, cacheWrite } = found;
  return {
    input: perToken(input),
    output: perToken(output),
    ...(cachedInput === undefined
      ? {}
      : { cachedInput: perToken(cachedInput) }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: perToken(cacheWrite) }),
  };
}
