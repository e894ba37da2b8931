import type { CalledTool, CalledTools } from "../dialect.ts";
import { filledString } from "../json.ts";

interface Named {
  readonly name: string;
  readonly namespace?: string | null | undefined;
}

/** No dialect takes longer ones from everybody. */
const longestName = 64;
/** Where OpenAI puts tools that stand in no group. */
const noGroup = "functions";

/**
 * What tools of groups are called where there are no groups: `group__name`, cut to the length that
 * every upstream takes. The same tool has the same name in each request that declares the same tools.
 */
export class ToolNames {
  readonly #called = new Map<string, CalledTool>();
  readonly #names = new Map<string, string>();

  get called(): CalledTools {
    return this.#called;
  }

  has(tool: Named): boolean {
    return this.#names.has(identity(tool));
  }

  /** Takes a name for it, or tells the one that it has. */
  declare(tool: CalledTool): string {
    const name = this.nameOf(tool);
    this.#names.set(identity(tool), name);
    this.#called.set(name, tool);
    return name;
  }

  nameOf(tool: Named): string {
    const known = this.#names.get(identity(tool));
    if (known !== undefined) return known;
    const name = joined(tool);
    const isFree = name.length <= longestName && !this.#called.has(name);
    return isFree ? name : marked(name, identity(tool));
  }
}

function identity({ name, namespace }: Named): string {
  return JSON.stringify([groupOf(namespace) ?? "", name]);
}

/** Undefined for a tool in no group, whichever way that is told. */
function groupOf(namespace: string | null | undefined): string | undefined {
  return namespace === noGroup ? undefined : filledString(namespace);
}

/** Groups may be named with any letters, functions may not. */
function joined({ name, namespace }: Named): string {
  const group = groupOf(namespace);
  if (group === undefined) return name;
  const isJoined = group.endsWith("_") || name.startsWith("_");
  const whole = `${group}${isJoined ? "" : "__"}${name}`;
  return whole.replaceAll(/[^A-Za-z0-9_-]/g, "_");
}

/** The beginning of a name, and a sum of the whole identity that tells it from all others. */
function marked(name: string, whole: string): string {
  const mark = `_${sumOf(whole)}`;
  return name.slice(0, longestName - mark.length) + mark;
}

/** FNV-1a of 32 bits in hexadecimal: names need to differ, not to be secret. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text))
    sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, "0");
}
