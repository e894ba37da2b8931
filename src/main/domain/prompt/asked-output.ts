import type { ChatRequest } from "#shared/chat/request.ts";

/** How much a request asks for, by whatever name its upstream may take it. */
export interface AskedOutput {
  /** Bound of one reply in tokens; absent where there is none. */
  readonly tokens?: number;
  /** What one reply may have at least, bounded or not. */
  readonly least: number;
  /** Replies at once. */
  readonly choices: number;
}

/**
 * What servers beside OpenAI's call the bound of a reply, and how many are wanted; without `_` and in lower
 * case, as some read them. llama.cpp takes `n_predict` before `max_tokens`.
 */
const boundNames: ReadonlySet<string> = new Set([
  "maxtokens",
  "maxcompletiontokens",
  "maxoutputtokens",
  "maxnewtokens",
  "npredict",
  "numpredict",
]);
const countNames: ReadonlySet<string> = new Set([
  "n",
  "bestof",
  "candidatecount",
  "numreturnsequences",
]);

export function askedOutput({
  parameters,
  extra,
}: Pick<ChatRequest, "parameters" | "extra">): AskedOutput {
  const { maxTokens, reasoning } = parameters;
  const bounds = [maxTokens ?? 0, reasoning?.maxTokens ?? 0];
  const counts = [1];
  for (const [name, value] of extra === undefined ? [] : fieldsOf(extra)) {
    const number = numberOf(value);
    if (number === undefined) continue;
    const plain = name.replaceAll("_", "").toLowerCase();
    if (boundNames.has(plain)) bounds.push(number);
    if (countNames.has(plain)) counts.push(number);
  }
  const least = Math.ceil(Math.max(...bounds));
  const choices = Math.ceil(Math.max(...counts));
  // Another name's bound may be read by nobody; -1 is "until it stops by itself".
  const isBounded = maxTokens !== undefined && bounds.every((it) => it >= 0);
  return isBounded ? { tokens: least, least, choices } : { least, choices };
}

function fieldsOf(
  extra: NonNullable<ChatRequest["extra"]>,
): readonly (readonly [string, unknown])[] {
  const { generationConfig, options } = extra;
  return [extra, generationConfig, options].flatMap((fields) =>
    typeof fields === "object" && fields !== null ? Object.entries(fields) : [],
  );
}

/** Also of one that was read exactly, and of a text, which some servers take for it. */
function numberOf(value: unknown): number | undefined {
  const told = typeof value === "function" ? (value as () => unknown)() : value;
  if (typeof told !== "number" && typeof told !== "string") return undefined;
  const number = Number(told);
  return Number.isFinite(number) ? number : undefined;
}
