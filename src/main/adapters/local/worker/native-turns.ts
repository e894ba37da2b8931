import type { Turn } from "../protocol.ts";
import { shortId } from "./call-ids.ts";
import type { NativeCalls } from "./call-syntax.ts";
import type { GuardedText } from "./guarded-text.ts";
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
  const messages = ordered.map((turn): TemplateMessage => {
    const { role, answers, text } = turn;
    const { id, content } = answers
      ? guarded.value(text)
      : guarded.message(text);
    if (turn.calls && turn.calls.length > 0) {
      // Some templates write calls without what was said beside them.
      const own = turn.text.trim() === "" ? "" : content;
      const written = turn.calls.map((call) => ({
        id: shortId(call.id),
        type: "function" as const,
        function: {
          name: call.name,
          arguments: argumentsOf(call.arguments, guarded, calls),
        },
      }));
      const thought = thoughtOf(turn, guarded);
      return { role, content: own, ...thought, tool_calls: written };
    }
    ids.push(id);
    if (!answers) return { role, content };
    const { name, id: answered } = answers;
    return { role, content, name, tool_call_id: shortId(answered) };
  });
  return { messages, ids };
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

function argumentsOf(
  text: string,
  guarded: GuardedText,
  calls?: NativeCalls,
): unknown {
  const value =
    calls?.argumentsAs === "text" ? text : (JSON.parse(text) as unknown);
  return guarded.json(value);
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
