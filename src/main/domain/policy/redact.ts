const hidden = "[hidden]";

/** Where a word begins, also behind a line break or a tab that JSON has written as letters. */
export const edge = String.raw`(?:\b|(?<=\\[bfnrt]))`;

/** Key prefixes in use, authorization headers and credentials in addresses. */
const shapes: readonly RegExp[] = [
  new RegExp(
    `${edge}(?:sk|pk|rk|gsk|xai|hf|fw|csk|pplx|nvapi|tgp|mdk)[-_][\\w-]{8,}`,
    "g",
  ),
  new RegExp(`${edge}(?:AIza|AQ\\.)[\\w-]{16,}`, "g"),
  new RegExp(`${edge}(bearer\\s+)[\\w.~+/=-]{8,}`, "gi"),
  /([?&](?:key|token|api_key|apikey)=)[^&\s"']+/gi,
  /(\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
];

/** Passed over at once where it finds nothing, as it does in nearly all that is logged. */
const anyShape =
  /[a-z]{2,5}[-_][\w-]{8}|AIza|AQ\.|bearer\s|[?&](?:key|token|api_?key)=|\/\//i;

/** Text without these secrets and without anything that looks like one. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = withoutKnown(text, secrets);
  if (!anyShape.test(known)) return known;
  return shapes.reduce(
    (rest, shape) =>
      rest.replace(shape, (_match, kept: unknown) =>
        typeof kept === "string" ? `${kept}${hidden}` : hidden,
      ),
    known,
  );
}

function withoutKnown(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text;
  return secrets
    .filter((secret) => secret.length >= 4)
    .toSorted((left, right) => right.length - left.length)
    .reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}
