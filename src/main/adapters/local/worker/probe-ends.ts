import { isDeepStrictEqual } from "node:util";
import { numberMark } from "./call-ids.ts";
import { writtenArguments, type WrittenArguments } from "./probe-arguments.ts";

/** The last mention of a name, with arguments after it. */
export function lastCall(
  text: string,
  name: string,
): (WrittenArguments & { readonly at: number }) | undefined {
  const at = text.lastIndexOf(name);
  if (at < 0) return undefined;
  const written = writtenArguments(text.slice(at + name.length));
  return written && { ...written, at };
}

/** What stands between two calls, where both are written as one alone is. */
export function nextCall(
  two: string,
  [firstName, secondName]: readonly [string, string],
  alone: WrittenArguments,
): string | undefined {
  const first = lastCall(two, firstName);
  const second = lastCall(two, secondName);
  const isSame =
    second?.rest === alone.rest &&
    second.between === first?.between &&
    isDeepStrictEqual(second.tags, first.tags) &&
    isDeepStrictEqual(second.notation, first.notation);
  if (!first || !isSame) return undefined;
  const next = first.rest.slice(0, first.rest.indexOf(secondName));
  return next.includes("probe") ? undefined : next;
}

interface Around {
  readonly open: string;
  readonly next: string | undefined;
  /** What stands after an answer in words. */
  readonly afterText: string;
  /** An answer in words begins with a sign of its own. */
  readonly isAnswerMarked: boolean;
}

/** What stands after a call's arguments and is still the call's; undefined where nothing tells. */
export function closeOf(
  rest: string,
  { open, next, afterText, isAnswerMarked }: Around,
): string | undefined {
  if (rest.endsWith(afterText)) return withoutEnd(rest, afterText);
  // Some go on with what a result begins with. Two calls show where one ends, if each is whole.
  const whole = next?.endsWith(open) ? withoutEnd(next, open) : "";
  if (whole !== "" && rest.startsWith(whole)) return whole;
  const after = afterText.replace(/^<[^<>]+>/, "");
  const isAlike = isAnswerMarked && after !== "" && rest.endsWith(after);
  return isAlike ? withoutEnd(rest, after) : undefined;
}

/** Calls of one reply that are numbered may have any number: those of earlier replies count. */
export function numbered(open: string, next: string | undefined) {
  if (next === undefined) return { open };
  const [, before, number = "", after = ""] =
    /^([^]*?)(\d+)(\D*)$/.exec(open) ?? [];
  const further = /^([^]*?)(\d+)(\D*)$/.exec(next);
  const isCounted =
    before !== undefined &&
    further?.[3] === after &&
    Number(further[2]) === Number(number) + 1;
  if (!isCounted) return { open, next };
  return {
    open: before + numberMark + after,
    next: (further[1] ?? "") + numberMark + after,
  };
}

function withoutEnd(text: string, end: string): string {
  return text.slice(0, text.length - end.length);
}
