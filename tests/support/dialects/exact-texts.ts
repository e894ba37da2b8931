import fc from "fast-check";

const digits = fc.stringMatching(/^[1-9][0-9]{0,40}$/);

/** A number as JSON writes it, most of them beyond what a double holds. */
export const numberText = fc
  .record({
    sign: fc.constantFrom("", "-"),
    whole: fc.oneof(digits, fc.constant("0")),
    fraction: fc.oneof(
      fc.constant(""),
      fc.stringMatching(/^\.[0-9]{1,40}$/),
      fc.constant(".0"),
    ),
    exponent: fc.oneof(
      { weight: 3, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.stringMatching(/^[eE][+-]?[0-9]{1,4}$/) },
    ),
  })
  .map(({ sign, whole, fraction, exponent }) =>
    [sign, whole, fraction, exponent].join(""),
  );

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("12345678901234567890", "1e400", '"', "\\", ":1e999"),
  fc.constantFrom("__proto__", "constructor"),
);

// V8 takes some names that begin with an escape for each other.
const name = word.filter((text) => !/^["\\\p{Cc}]/u.test(text));

/** Any JSON value as text, and any object. */
export const { value: anyJsonText, object: objectText } = fc.letrec<{
  value: string;
  object: string;
  array: string;
}>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    numberText,
    word.map((text) => JSON.stringify(text)),
    fc.constantFrom("true", "null"),
    tie("array"),
    tie("object"),
  ),
  array: fc
    .array(tie("value"), { maxLength: 3 })
    .map((items) => `[${items.join(", ")}]`),
  object: fc
    .uniqueArray(fc.tuple(name, tie("value")), {
      maxLength: 4,
      selector: ([key]) => key,
    })
    .map(
      (fields) =>
        `{${fields.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(",")}}`,
    ),
}));

/** What a text says, each number as the decimal that it is. */
export function valueOf(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, of: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined
      ? { decimal: decimalOf(source) }
      : value,
  );
}

function decimalOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  let number = BigInt(whole + fraction);
  let power = Number(exponent) - fraction.length;
  if (number === 0n) return "0";
  while (number % 10n === 0n) {
    number /= 10n;
    power += 1;
  }
  return `${String(number)} * 10^${String(power)}`;
}
