import { redact } from "./redact.ts";

const hidden = "[hidden]";

/** Shapes of secrets beyond provider keys, and of personal data. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]|github_pat|glpat|xox[abprs])[-_][\w-]{10,}/g,
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu,
];

/** A run of digits with the separators that people put between them. */
const digitRuns = /\+?\(?\d(?:[ ().\u00A0/-]{0,3}\d){6,18}/g;
/** Dates and network addresses are numbers of nobody. */
const impersonal =
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$|^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Text without what looks like a key, a token, an e-mail address, a card or a phone number. */
export function redactPersonal(text: string): string {
  const withoutShapes = shapes.reduce(
    (rest, shape) => rest.replace(shape, hidden),
    redact(text, []),
  );
  return withoutShapes.replace(digitRuns, (run) =>
    isCard(run) || isPhone(run) ? hidden : run,
  );
}

function isCard(run: string): boolean {
  const digits = run.replaceAll(/\D/g, "");
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = digits
    .split("")
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** With a plus, or in groups: a bare number may count anything. */
function isPhone(run: string): boolean {
  const digits = run.replaceAll(/\D/g, "");
  if (digits.length > 15 || impersonal.test(run)) return false;
  if (run.startsWith("+")) return true;
  const groups = run.split(/\D+/).filter((group) => group !== "");
  return digits.length >= 9 && groups.length >= 3;
}
