import { idMark } from "./call-ids.ts";
import type { TemplateMessage, TemplateRun } from "./template-run.ts";

/** How a model writes calls of functions: the texts around their names and arguments, ids as `idMark`. */
export interface CallSyntax {
  /** Before the first call's name. */
  readonly open: string;
  /** Between a name and its arguments, a JSON object. */
  readonly between: string;
  /** After the last call's arguments. */
  readonly close: string;
  /** Between a call's arguments and the next one's name; absent where a reply has one call at most. */
  readonly next?: string;
  /** The beginning of `open` by which a call is told from plain text. */
  readonly trigger: string;
  /** The trigger is not the model's own sign: it counts only at the very beginning. */
  readonly isPlainText: boolean;
}

/** What a template's own way to write calls takes as arguments. */
export interface NativeCalls extends CallSyntax {
  readonly argumentsAs: "object" | "text";
}

const user = "probeQuestion";
const said = "xprobeAnswer";
const ids = ["probeId01", "probeId02"] as const;
const names = ["probeFirst", "probeSecond"] as const;
const written = /\{\s*"probeKey"\s*:\s*"probeValue"\s*\}/g;

/**
 * Reads off a template how its model writes calls, by having it write some. Undefined for a template
 * that offers no functions, or writes calls in no way that a grammar of JSON arguments could hold.
 */
export function probeCalls(
  run: TemplateRun,
  thought?: readonly [string, string],
): NativeCalls | undefined {
  if (!offersFunctions(run)) return undefined;
  for (const argumentsAs of ["object", "text"] as const) {
    const found = attempt(() => probe(run, argumentsAs, thought));
    if (found) return { ...found, argumentsAs };
  }
  return undefined;
}

export function offeredAs(
  name: string,
  parameters: unknown,
  description?: string,
): unknown {
  return {
    type: "function",
    function: {
      name,
      // Templates write it out unasked.
      description: description ?? "",
      parameters,
    },
  };
}

const offered = names.map((name) =>
  offeredAs(name, {
    type: "object",
    properties: { probeKey: { type: "string" } },
    required: ["probeKey"],
  }),
);

function offersFunctions(run: TemplateRun): boolean {
  const text = attempt(() => askFor(run));
  return text !== undefined && names.every((name) => text.includes(name));
}

/** A prompt up to where the reply begins. */
function askFor(run: TemplateRun): string {
  const options = { tools: offered, add_generation_prompt: true };
  return run([{ role: "user", content: user }], options);
}

function probe(
  run: TemplateRun,
  argumentsAs: "object" | "text",
  thought?: readonly [string, string],
): CallSyntax | undefined {
  const render = (reply: TemplateMessage) => {
    const asked: TemplateMessage = { role: "user", content: user };
    const text = run([asked, reply], { tools: offered });
    return ids.reduce((all, id) => all.replaceAll(id, idMark), text);
  };
  const calling = (count: 1 | 2) =>
    render({
      role: "assistant",
      content: "",
      tool_calls: names.slice(0, count).map((name, i) => ({
        id: ids[i] ?? "",
        type: "function",
        function: { name, arguments: probeArguments(argumentsAs) },
      })),
    });
  const plain = render({ role: "assistant", content: said });
  const one = calling(1);
  const call = lastCall(one, names[0]);
  const [before, afterText] = plain.split(said);
  if (!call || before === undefined || afterText === undefined)
    return undefined;
  const head = one.slice(0, call.at);
  const asked = attempt(() => askFor(run)) ?? "";
  // A prompt may end with a thought that it opens; then a reply in words shows where calls begin.
  const from = head.startsWith(asked)
    ? asked.length
    : commonLength(head, before);
  const open = withoutThought(head.slice(from), thought);
  if (!call.rest.endsWith(afterText) || open === "") return undefined;
  const close = call.rest.slice(0, call.rest.length - afterText.length);
  if (open.includes(idMark)) return undefined;
  const next = attempt(() => nextOf(calling(2), call.rest));
  const trigger = /^(?:<[^>\s]+>|\[[^\]\s]+\]|[^\s{"[<]{3,})/.exec(open)?.[0];
  return {
    open,
    between: call.between,
    close,
    ...(next === undefined ? {} : { next }),
    trigger: trigger ?? open,
    isPlainText: trigger === undefined,
  };
}

function probeArguments(as: "object" | "text"): unknown {
  const object = { probeKey: "probeValue" };
  return as === "object" ? object : JSON.stringify(object);
}

/** What stands between two calls, where both are written as one alone is. */
function nextOf(two: string, rest: string): string | undefined {
  const first = lastCall(two, names[0]);
  const second = lastCall(two, names[1]);
  const isSame = second?.rest === rest && second.between === first?.between;
  if (!first || !isSame) return undefined;
  const next = first.rest.slice(0, first.rest.indexOf(names[1]));
  return next.includes("probe") ? undefined : next;
}

/** The last mention of a name with arguments after it. */
function lastCall(
  text: string,
  name: string,
): { at: number; between: string; rest: string } | undefined {
  const at = text.lastIndexOf(name);
  if (at < 0) return undefined;
  const after = text.slice(at + name.length);
  const [match] = after.matchAll(written);
  if (!match) return undefined;
  const between = after.slice(0, match.index);
  if (between.includes("probe")) return undefined;
  return { at, between, rest: after.slice(match.index + match[0].length) };
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Some templates write an empty thought before each reply; it is no part of the call. */
function withoutThought(
  open: string,
  thought?: readonly [string, string],
): string {
  const bare = open.trimStart();
  if (!thought || !bare.startsWith(thought[0])) return bare;
  const end = bare.indexOf(thought[1]);
  return end < 0 ? bare : bare.slice(end + thought[1].length).trimStart();
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
