const keywords: ReadonlySet<string> = new Set(["cloud", "high-risk", "lan"]);
const aliasPrefix = "alias:";
/** What an instance's id is made of, and how it begins. */
const instanceBeginning = /^[a-z0-9][a-z0-9._-]*$/;

/**
 * What somebody probably meant by a rule of a key that can match no target, likeliest first: every
 * target is `instance:model`, so that a bare word, or one before the colon that no instance can have,
 * bars and admits nothing. Undefined where it can match.
 */
export function likelyPatterns(pattern: string): readonly string[] | undefined {
  if (keywords.has(pattern)) return undefined;
  if (pattern.startsWith(aliasPrefix))
    return pattern === aliasPrefix ? [`${aliasPrefix}*`] : undefined;
  if (pattern.startsWith(":")) return [`*${pattern}`];
  const [beginning = ""] = pattern.split(/[:*]/, 1);
  const named = [`*:${pattern}`, `${aliasPrefix}${pattern}`];
  if (beginning !== "" && !instanceBeginning.test(beginning)) return named;
  if (pattern === beginning) return [`${pattern}:*`, ...named];
  return pattern === `${beginning}:` ? [`${pattern}*`] : undefined;
}
