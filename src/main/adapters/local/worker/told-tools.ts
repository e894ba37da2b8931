import type { PromptTools, Turn } from "../protocol.ts";
import { offeredAs, type CallSyntax } from "./call-syntax.ts";

const [begin, end] = ["<tool_call>", "</tool_call>"];

/** How calls are written for a model whose template has no way of its own: as most that have one do. */
export const toldSyntax: CallSyntax = {
  open: `${begin}\n{"name": "`,
  between: '", "arguments": ',
  close: `}\n${end}`,
  next: `}\n${end}\n${begin}\n{"name": "`,
  trigger: begin,
  isPlainText: false,
};

/** Turns in which offered functions, calls and results are told in words. */
export function toldTurns(
  turns: readonly Turn[],
  tools?: PromptTools,
): readonly Turn[] {
  const told: Turn[] = [];
  for (const turn of turns) {
    const last = told.at(-1);
    const text = textOf(turn);
    const follows = turn.role === "user" || turn.role === "tool";
    const isAfterResult = turns[turns.indexOf(turn) - 1]?.role === "tool";
    // Results of one turn, and what was said with them, are one message: some templates want it so.
    if (follows && isAfterResult && last)
      told[told.length - 1] = { ...last, text: `${last.text}\n${text}` };
    else told.push({ role: turn.role === "tool" ? "user" : turn.role, text });
  }
  return tools ? withOffer(told, offer(tools)) : told;
}

function textOf({ role, text, calls = [] }: Turn): string {
  if (role === "tool") return `<tool_response>\n${text}\n</tool_response>`;
  if (calls.length === 0) return text;
  const { open, between, close } = toldSyntax;
  const written = calls.map(
    (call) => open + call.name + between + call.arguments + close,
  );
  return [...(text === "" ? [] : [text]), ...written].join("\n");
}

function withOffer(turns: readonly Turn[], text: string): readonly Turn[] {
  const first = turns.findIndex(({ role }) => role === "system");
  if (first < 0) return [{ role: "system", text }, ...turns];
  return turns.map((turn, i) =>
    i === first ? { ...turn, text: `${turn.text}\n\n${text}` } : turn,
  );
}

function offer({ offered, parallel }: PromptTools): string {
  const { open, between, close } = toldSyntax;
  const list = offered.map(({ name, parameters, description }) =>
    JSON.stringify(offeredAs(name, parameters, description)),
  );
  return [
    "# Tools",
    "",
    "You may call functions to help with what the user asks. These are within <tools></tools>, with JSON Schemas of their arguments:",
    "<tools>",
    ...list,
    "</tools>",
    "",
    `To call one, write its name and its arguments as a JSON object within ${begin}${end} and nothing after it:`,
    `${open}function-name${between}{"argument": "value"}${close}`,
    parallel
      ? "To call several at once, write one such block after the other."
      : "Call one function at a time.",
    "Results come within <tool_response></tool_response>. Where no function is needed, answer as usual.",
  ].join("\n");
}
