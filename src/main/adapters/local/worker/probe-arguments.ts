import type { ArgumentTags } from "../argument-tags.ts";

/** Arguments that a template is given to write. */
export const probeArguments = { probeKey: "probeValue", probeCount: 12345 };

/** How a template wrote them after a name. */
export interface WrittenArguments {
  readonly between: string;
  readonly tags?: ArgumentTags;
  /** What stands after them. */
  readonly rest: string;
}

const asJson =
  /\{\s*"probeKey"\s*:\s*"probeValue"\s*,\s*"probeCount"\s*:\s*12345\s*\}/;
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
    : betweenTags(after);
  return found?.between.includes("probe") ? undefined : found;
}

function betweenTags(text: string): WrittenArguments | undefined {
  const parts =
    /^([^]*?)probeKey([^]*?)probeValue([^]*?)probeCount([^]*?)12345([^]*)$/;
  const [, head, toText, inner, toNumber, rest] = parts.exec(text) ?? [];
  const cut = head?.lastIndexOf("<") ?? -1;
  if (cut < 0 || toText === "" || toText !== toNumber) return undefined;
  const before = head?.slice(cut) ?? "";
  if (!inner?.endsWith(before)) return undefined;
  const after = inner.slice(0, inner.length - before.length);
  const [, lead, end = "", tail = ""] = afterValue.exec(after) ?? [];
  if (end === "" || !rest?.startsWith(after)) return undefined;
  return {
    between: head?.slice(0, cut) ?? "",
    tags: {
      before,
      between: toText ?? "",
      lead: lead === "\n" ? "\n" : "",
      end,
      tail,
    },
    rest: rest.slice(after.length),
  };
}
