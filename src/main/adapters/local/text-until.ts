import { literal, type Gbnf } from "./gbnf.ts";

/**
 * The rule of any signs to the first `end`, that included: one rule for each part of it that is there
 * already. No end may have its first sign again, so that nothing but that sign begins another.
 */
export function textUntil(gbnf: Gbnf, end: string): string {
  const [first = ""] = end;
  const states = Array.from(end, () => gbnf.reserve());
  for (const [i, name] of states.entries()) {
    const sign = end[i] ?? "";
    const next = `${literal(sign)} ${states[i + 1] ?? ""}`;
    const again = i === 0 ? "" : ` | ${literal(first)} ${states[1] ?? ""}`;
    const others = sign === first ? "" : first;
    const rest = `[^${classOf(sign + others)}\\x00] ${states[0] ?? ""}`;
    gbnf.define(name, `${next} | ${rest}${again}`);
  }
  return states[0] ?? '""';
}

/** Signs within the brackets of a class. */
export function classOf(signs: string): string {
  return signs.replaceAll(/[\\\]^-]/g, String.raw`\$&`);
}
