import type { Turn } from "../protocol.ts";

/**
 * A conversation as the one text that a model without a chat template continues. A reply stands
 * right after the text that it continued; a new user text starts on a line of its own, unless white
 * space already separates it.
 */
export function completionText(turns: readonly Turn[]): string {
  let text = "";
  for (const turn of turns) {
    const separated =
      text === "" ||
      turn.role === "assistant" ||
      /\s$/u.test(text) ||
      /^\s/u.test(turn.text);
    text += separated ? turn.text : `\n${turn.text}`;
  }
  return text;
}
