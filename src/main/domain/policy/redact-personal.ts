import { redactNumbers } from "./redact-numbers.ts";
import { edge, redact } from "./redact.ts";

const hidden = "[hidden]";

/** What a secret is written behind, and the marks that may stand between, escaped ones too. */
const names =
  "api[-_ ]?key|secret[-_ ]?(?:access[-_ ]?)?key|client[-_ ]?secret|(?:access|auth|refresh)[-_ ]?token|passw(?:or)?d|passphrase|密码|密碼";
const quote = String.raw`(?:\\?["'])?`;
const equals = String.raw`${quote}\s{0,3}[:=：]\s{0,3}${quote}`;

/**
 * Shapes of secrets beyond provider keys, and of personal data. None looks twice at the same run of
 * characters: a text of any length takes as long as its length.
 */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?:(?<![\w-])|(?<=\\[bfnrt]))eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  new RegExp(`${edge}(?:AKIA|ASIA)[A-Z0-9]{16}\\b`, "g"),
  new RegExp(
    `${edge}(?:gh[pousr]|github_pat|glpat|xox[abprs])[-_][\\w-]{10,}`,
    "g",
  ),
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu,
  new RegExp(`((?:${names})${equals})[^\\s"'\\\\,;。，；]{4,}`, "gi"),
  new RegExp(`(authorization${equals}basic\\s{1,3})[\\w+/=-]{4,}`, "gi"),
];

/** Text without these secrets, and without what looks like a key, a token, an e-mail address, a card or a phone number. */
export function redactPersonal(
  text: string,
  secrets: readonly string[] = [],
): string {
  const withoutShapes = shapes.reduce(
    (rest, shape) =>
      rest.replace(shape, (_match, kept: unknown) =>
        typeof kept === "string" ? `${kept}${hidden}` : hidden,
      ),
    redact(text, secrets),
  );
  return redactNumbers(withoutShapes);
}
