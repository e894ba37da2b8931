import type { Parameters } from "#shared/chat/parameters.ts";

export type Reasoning = NonNullable<Parameters["reasoning"]>;
export type Effort = NonNullable<Reasoning["effort"]>;

/** Words from least to most. */
const scale: readonly Effort[] = [
  ...(["none", "minimal", "low", "medium"] as const),
  ...(["high", "xhigh", "max"] as const),
];

/** A caller's word, where it means something in every dialect: makers add words for models to come. */
export function knownEffort(word: unknown): Effort | undefined {
  return scale.find((one) => one === word);
}

/** The share of a reply's bound that may be thought, as OpenRouter has it for models that know one of the two. */
export const shares: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 0.1,
  low: 0.2,
  medium: 0.5,
  high: 0.8,
  xhigh: 0.95,
  max: 0.95,
};

/** Where a request does not bound its reply. */
const usualBound = 32_000;
/** Every model that takes a word takes these. */
const common = ["low", "medium", "high"] as const;

/** The effort that a request asks for by a word, or the nearest one to the tokens that it names. */
export function effortOf(
  { effort, maxTokens: budget }: Reasoning,
  bound = usualBound,
): Effort | undefined {
  if (effort !== undefined || budget === undefined) return effort;
  const share = budget / bound;
  const distance = (word: Effort) => Math.abs(shares[word] - share);
  return common.reduce<Effort>(
    (best, word) => (distance(word) < distance(best) ? word : best),
    "low",
  );
}

/** The nearest of the words that an upstream knows; no thought at all is near to no other. */
export function nearestEffort(
  effort: Effort,
  known: readonly Effort[],
): Effort {
  if (effort === "none" || known.includes(effort)) return effort;
  const distance = (word: Effort) =>
    Math.abs(scale.indexOf(word) - scale.indexOf(effort));
  return known
    .filter((word) => word !== "none")
    .reduce((best, word) => (distance(word) < distance(best) ? word : best));
}
