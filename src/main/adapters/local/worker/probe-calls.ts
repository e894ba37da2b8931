import { channelThought } from "../thoughts.ts";
import { idMark } from "./call-ids.ts";
import { offeredAs, type CallSyntax, type NativeCalls } from "./call-syntax.ts";
import { harmonyCalls, recipient } from "./harmony.ts";
import { liquidCalls, listsAsLiquid } from "./liquid.ts";
import { probeArguments } from "./probe-arguments.ts";
import { closeOf, lastCall, nextCall, numbered } from "./probe-ends.ts";
import type { TemplateMessage, TemplateRun } from "./template-run.ts";

const user = "probeQuestion";
const said = "xprobeAnswer";
const result = "probeResult";
const ids = ["probeId01", "probeId02"] as const;
const names = ["probeFirst", "probeSecond"] as const;

/**
 * Reads off a template how its model writes calls, by having it write some. Undefined for a template
 * that offers no functions, or writes calls in no way that a grammar here could hold.
 */
export function probeCalls(
  run: TemplateRun,
  thought?: readonly [string, string],
): NativeCalls | undefined {
  if (!offersFunctions(run)) return undefined;
  for (const argumentsAs of ["object", "text"] as const) {
    const write = writer(run, argumentsAs);
    const found = attempt(() =>
      thought === channelThought ? inHeader(write) : probe(run, write, thought),
    );
    if (found) return { ...found, argumentsAs, ...resultsWithin(run) };
  }
  return listsAsLiquid(askFor(run)) ? liquidCalls : undefined;
}

const offered = names.map((name) =>
  offeredAs(name, {
    type: "object",
    properties: {
      probeKey: { type: "string" },
      probeCount: { type: "integer" },
    },
    required: Object.keys(probeArguments),
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

/** A reply as a template writes it: in words, or with one call or two. */
type Writer = (calls: 0 | 1 | 2) => string;

function writer(run: TemplateRun, argumentsAs: "object" | "text"): Writer {
  return (count) => {
    const text = run(
      [
        { role: "user", content: user },
        count === 0
          ? { role: "assistant", content: said }
          : calling(count, argumentsAs),
      ],
      { tools: offered },
    );
    return ids.reduce((all, id) => all.replaceAll(id, idMark), text);
  };
}

function calling(
  count: 1 | 2,
  argumentsAs: "object" | "text",
): TemplateMessage {
  const own =
    argumentsAs === "object" ? probeArguments : JSON.stringify(probeArguments);
  const calls = names.slice(0, count).map((name, i) => ({
    id: ids[i] ?? "",
    type: "function" as const,
    function: { name, arguments: own },
  }));
  return { role: "assistant", content: "", tool_calls: calls };
}

/** Whether a template looks for results beside the calls; not all that do know them elsewhere. */
function resultsWithin(
  run: TemplateRun,
): Pick<NativeCalls, "hasResultsWithin"> {
  const responses = [{ name: names[0], response: result }];
  const message = { ...calling(1, "object"), tool_responses: responses };
  const text = attempt(() =>
    run([{ role: "user", content: user }, message], { tools: offered }),
  );
  return text?.includes(result) ? { hasResultsWithin: true } : {};
}

/** Where channels are, templates write headers in one of the ways that their models do. */
function inHeader(write: Writer): CallSyntax | undefined {
  const one = write(1);
  const isNamed = one.includes(recipient + names[0]);
  return isNamed && lastCall(one, names[0]) ? harmonyCalls : undefined;
}

function probe(
  run: TemplateRun,
  write: Writer,
  thought?: readonly [string, string],
): CallSyntax | undefined {
  const plain = write(0);
  const one = write(1);
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
  if (open === "" || open.includes(idMark)) return undefined;
  const next = attempt(() => nextCall(write(2), names, call));
  const isAnswerMarked = !head.startsWith(before);
  const close = closeOf(call.rest, { open, next, afterText, isAnswerMarked });
  if (close === undefined) return undefined;
  const trigger = /^(?:<[^>\s]+>|\[[^\]\s]+\]|[^\s{"[<]{3,})/.exec(open)?.[0];
  // An answer may well begin with a bracket.
  if (trigger === undefined && open.length < 3) return undefined;
  return {
    ...numbered(open, next),
    between: call.between,
    close,
    ...(call.tags ? { tags: call.tags, ...late(open) } : {}),
    ...(call.notation ? { notation: call.notation } : {}),
    trigger: trigger ?? open,
    isPlainText: trigger === undefined,
  };
}

/** The last of several tags, of which the name is a part; alone, it might as well be a text's. */
function late(open: string): Pick<CallSyntax, "lateTrigger"> {
  const lateTrigger = /^<[^>]+>\s*(<[^<>]{3,})$/.exec(open)?.[1];
  return lateTrigger === undefined ? {} : { lateTrigger };
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Some templates write an empty thought before each reply, or end the one that a prompt opens; neither is the call's. */
function withoutThought(
  open: string,
  thought?: readonly [string, string],
): string {
  const bare = open.trimStart();
  if (!thought?.some((marker) => bare.startsWith(marker))) return bare;
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
