declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (
        key: string,
        value: unknown,
        context: { readonly source?: string },
      ) => unknown,
    ): unknown;
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/**
 * A number of JSON that a double cannot hold. Called, it gives the nearest double; written as JSON, it is the
 * text that was read. It is a function, since no check takes one for an object, a list, a text or a number.
 */
export interface ExactNumber {
  (): number;
  toJSON(): object;
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === "function";
}

/** More of them than anybody sends by need; each takes as much room as a small object. */
const mostExact = 10_000;

export class TooManyExactNumbers extends SyntaxError {}

/**
 * What a text of JSON says, its numbers without loss of value. Throws SyntaxError where it is none, or has too
 * many that a double cannot hold.
 */
export function exactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return mayLoseDigits(text) ? withExactNumbers(text, value) : value;
}

function withExactNumbers(text: string, plain: unknown): unknown {
  let exact = 0;
  try {
    return JSON.parse(text, (_key, value, { source = "" }) => {
      if (typeof value !== "number" || isHeld(value, source)) return value;
      exact += 1;
      if (exact > mostExact) throw new TooManyExactNumbers();
      return exactNumber(value, source);
    });
  } catch (error) {
    if (error instanceof TooManyExactNumbers) throw error;
    // Too deep for a walk of its values.
    return plain;
  }
}

function exactNumber(nearest: number, text: string): ExactNumber {
  const written = JSON.rawJSON(text);
  return Object.assign(() => nearest, { toJSON: () => written });
}

/** Every double holds as many digits, whatever they are. */
const alwaysHeld = 15;
const farExponent = /[eE][+-]?\d{3}/;
const longText = 16_000;

/** Whether a number of the text may not fit a double: no for nearly every text, much sooner than it is parsed. */
function mayLoseDigits(text: string): boolean {
  return text.length > longText
    ? hasLongNumber(text)
    : hasLongRun(text) || farExponent.test(text);
}

/** Most of a long text stands within quotes, which the engine passes over much faster than a loop. */
function hasLongNumber(text: string): boolean {
  let digits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isOfNumber(code)) digits += 1;
    else if (code === quote) index = endOfString(text, index);
    else if (digits > 0 && code !== comma && isFar(text, index)) return true;
    else digits = 0;
    if (digits > alwaysHeld) return true;
  }
  return false;
}

function isFar(text: string, index: number): boolean {
  return (
    (text[index] === "e" || text[index] === "E") &&
    farExponent.test(text.slice(index, index + 5))
  );
}

/** A run that is longer than a step is met by one. */
function hasLongRun(text: string): boolean {
  const { length } = text;
  for (let at = alwaysHeld; at < length; at += alwaysHeld + 1)
    if (isOfNumber(text.charCodeAt(at)) && isLongRun(text, at)) return true;
  return false;
}

function isLongRun(text: string, at: number): boolean {
  let from = at;
  let to = at + 1;
  while (isOfNumber(text.charCodeAt(from - 1))) from -= 1;
  while (isOfNumber(text.charCodeAt(to))) to += 1;
  return to - from > alwaysHeld;
}

const quote = 34;
const comma = 44;
const dot = 46;
const nine = 57;
const backslash = 92;

/** A digit or a dot (or a slash, which stands between them and does no harm). */
function isOfNumber(code: number): boolean {
  return code >= dot && code <= nine;
}

/** Index of the quote that closes a string, or of the text's end. */
export function endOfString(text: string, opening: number): number {
  let closing = text.indexOf('"', opening + 1);
  while (closing >= 0 && isEscaped(text, closing))
    closing = text.indexOf('"', closing + 1);
  return closing < 0 ? text.length : closing;
}

function isEscaped(text: string, index: number): boolean {
  let before = index - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (index - before) % 2 === 0;
}

/** Nobody writes a double at such length; whoever does gets his digits back, without a look at each. */
const longestHeld = 400;

function isHeld(value: number, source: string): boolean {
  if (source.length > longestHeld) return false;
  const written = String(value);
  return written === source || sameDecimal(written, source);
}

function sameDecimal(one: string, other: string): boolean {
  return decimalOf(one) === decimalOf(other);
}

/** The same text for the same value: digits without zeros around them, and how far they are moved. */
function decimalOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const moved = digits.length - significant.length - fraction.length;
  return `${sign}${significant}e${BigInt(exponent) + BigInt(moved)}`;
}
