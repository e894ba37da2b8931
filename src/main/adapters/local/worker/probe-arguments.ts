import type { ArgumentTags } from "../argument-tags.ts";
import type { ValueNotation } from "../value-notation.ts";

/** Arguments that a template is given to write. */
export const probeArguments = { probeKey: "probeValue", probeCount: 12345 };

/** How a template wrote them after a name. */
export interface WrittenArguments {
  readonly between: string;
  readonly tags?: ArgumentTags;
  readonly notation?: ValueNotation;
  /** What stands after them. */
  readonly rest: string;
}

const asJson =
  /\{\s*"probeKey"\s*:\s*"probeValue"\s*,\s*"probeCount"\s*:\s*12345\s*\}/;
const quote = String.raw`(?<quote>['"]|<[^<>\s]+>)`;
const text = String.raw`${quote}probeValue\k<quote>`;
/** Names without quotes, in the order that they were given or in the alphabet's. */
const asNoted = [
  String.raw`probeKey(?<assign>[:=])${text}, ?probeCount\k<assign>12345`,
  String.raw`probeCount(?<assign>[:=])12345, ?probeKey\k<assign>${text}`,
].map((fields) => new RegExp(String.raw`^(?<open>[({])${fields}(?=[)}])`));
/** A line break, a closing tag and white space. */
const afterValue = /^(\n?)(<\/[^<>]+>)(\s*)$/;

/** Undefined for arguments that no grammar here could hold. */
export function writtenArguments(after: string): WrittenArguments | undefined {
  const json = asJson.exec(after);
  const found = json
    ? {
        between: after.slice(0, json.index),
        rest: after.slice(json.index + json[0].length),
      }
    : (inNotation(after) ?? betweenTags(after));
  return found?.between.includes("probe") ? undefined : found;
}

/** As Python's keyword arguments, or with texts between signs that stand for nothing else. */
function inNotation(after: string): WrittenArguments | undefined {
  for (const [i, pattern] of asNoted.entries()) {
    const found = pattern.exec(after);
    const { open = "", assign, quote: own = "" } = found?.groups ?? {};
    const isPython = !own.startsWith("<");
    if (!found || isPython !== (assign === "=")) continue;
    return {
      between: open,
      notation: {
        quote: own,
        isPython,
        assign: isPython ? "=" : ":",
        isSorted: i === 1,
      },
      rest: after.slice(found[0].length),
    };
  }
  return undefined;
}

function betweenTags(text: string): WrittenArguments | undefined {
  const parts =
    /^([^]*?)probeKey([^]*?)probeValue([^]*?)probeCount([^]*?)12345([^]*)$/;
  const [, head, toText, inner, toNumber, rest] = parts.exec(text) ?? [];
  const cut = head?.lastIndexOf("<") ?? -1;
  if (cut < 0 || !toText || !toNumber) return undefined;
  const isTold = toText !== toNumber;
  const before = head?.slice(cut) ?? "";
  if (!inner?.endsWith(before)) return undefined;
  const after = inner.slice(0, inner.length - before.length);
  const [, lead, end = "", tail = ""] = afterValue.exec(after) ?? [];
  if (end === "" || !rest?.startsWith(after)) return undefined;
  return {
    between: head?.slice(0, cut) ?? "",
    tags: {
      before,
      between: toText,
      ...(isTold ? { betweenJson: toNumber } : {}),
      lead: lead === "\n" ? "\n" : "",
      end,
      tail,
    },
    rest: rest.slice(after.length),
  };
}
