import type { Turn } from "../protocol.ts";
import { shortId } from "./call-ids.ts";
import type { NativeCalls } from "./call-syntax.ts";
import type { GuardedText } from "./guarded-text.ts";
import { liquidText } from "./liquid.ts";
import { templateArguments } from "./template-arguments.ts";
import type { TemplateMessage } from "./template-run.ts";

export interface GuardedMessages {
  readonly messages: readonly TemplateMessage[];
  /** What the template must write, or it leaves something out. */
  readonly ids: readonly string[];
}

/** Turns as the template's messages; without `calls`, none of them may hold any. */
export function guardedMessages(
  turns: readonly Turn[],
  guarded: GuardedText,
  calls?: NativeCalls,
): GuardedMessages {
  const ids: string[] = [];
  const ordered = calls && !calls.next ? oneByOne(turns) : turns;
  const within = new Set<Turn>();
  const messages = ordered.map((turn, at): TemplateMessage | undefined => {
    if (within.has(turn)) return undefined;
    const own = { turn, guarded, ...(calls ? { calls } : {}) };
    if (turn.calls && turn.calls.length > 0) {
      const results = calls?.hasResultsWithin ? resultsAfter(ordered, at) : [];
      const responses = results.map((result) => {
        within.add(result);
        const { id, content } = guarded.value(result.text);
        ids.push(id);
        return { name: result.answers?.name ?? "", response: content };
      });
      const more = responses.length > 0 ? { tool_responses: responses } : {};
      return { ...callingMessage(own), ...more };
    }
    const { role, answers, text } = turn;
    const { id, content } = answers
      ? guarded.value(text)
      : guarded.message(text);
    ids.push(id);
    if (!answers) return { role, content };
    const { name, id: answered } = answers;
    return { role, content, name, tool_call_id: shortId(answered) };
  });
  return { messages: messages.filter((own) => own !== undefined), ids };
}

interface Calling {
  readonly turn: Turn;
  readonly guarded: GuardedText;
  readonly calls?: NativeCalls;
}

function callingMessage({ turn, guarded, calls }: Calling): TemplateMessage {
  const { role, text, calls: made = [] } = turn;
  const isSilent = text.trim() === "" || calls?.hasResultsWithin;
  // Some templates write calls without what was said beside them.
  const said = isSilent ? "" : guarded.message(text).content;
  const thought = thoughtOf(turn, guarded);
  if (calls?.isInText)
    return { role, content: said + liquidText(made, guarded), ...thought };
  const written = made.map((call) => ({
    id: shortId(call.id),
    type: "function" as const,
    function: {
      name: call.name,
      arguments: templateArguments(call.arguments, guarded, calls),
    },
  }));
  return { role, content: said, ...thought, tool_calls: written };
}

/** The results that follow a turn at once. */
function resultsAfter(turns: readonly Turn[], at: number): readonly Turn[] {
  const after = turns.slice(at + 1);
  const end = after.findIndex(({ role }) => role !== "tool");
  return end < 0 ? after : after.slice(0, end);
}

function thoughtOf({ thought, text }: Turn, guarded: GuardedText) {
  if (thought === undefined) return {};
  const { content } = guarded.message(thought);
  // gpt-oss's template refuses a thought beside what was said, and takes that for one.
  const isAlone = text.trim() === "";
  return {
    reasoning_content: content,
    ...(isAlone ? { thinking: content } : {}),
  };
}

/** Calls that were made at once as if one had followed the other, for templates that know no others. */
function oneByOne(turns: readonly Turn[]): readonly Turn[] {
  const moved = new Set<Turn>();
  // Some clients give out the same ids in each round, so that only what follows answers a call.
  const resultOf = (id: string, after: number) =>
    turns.find(
      (turn, at) =>
        at > after &&
        turn.role === "tool" &&
        turn.answers?.id === id &&
        !moved.has(turn),
    );
  return turns.flatMap((turn, at) => {
    const { calls = [] } = turn;
    if (moved.has(turn)) return [];
    if (calls.length < 2) return [turn];
    return calls.flatMap((call, i) => {
      const result = resultOf(call.id, at);
      if (result) moved.add(result);
      const { thought: _, ...further } = turn;
      const own =
        i === 0
          ? { ...turn, calls: [call] }
          : { ...further, text: "", calls: [call] };
      return result ? [own, result] : [own];
    });
  });
}
