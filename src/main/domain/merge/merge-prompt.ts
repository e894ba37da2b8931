export interface MergeSource {
  /** What the models were asked, as text. */
  readonly prompt: string;
  /** Answers in the order of the columns. */
  readonly answers: readonly string[];
}

/** A, B … Z: the name of a column by its place. */
export function columnLetter(place: number): string {
  return String.fromCharCode(65 + place);
}

/**
 * Default prompt that asks one model to make one answer of several. Each answer stands in a block
 * whose end mark does not occur in it, so that no answer can pass for another or for the task.
 */
export function mergePrompt({ prompt, answers }: MergeSource): string {
  const mark = markOutside([prompt, ...answers]);
  const blocks = answers.map((answer, place) =>
    block(`Answer ${columnLetter(place)}`, answer, mark),
  );
  const letters = answers.map((_, place) => `[${columnLetter(place)}]`);
  return [
    `Several models answered the same question. Write the one best answer from theirs.`,
    "",
    `- Keep what is right and useful, and leave out repetition.`,
    `- After each statement, cite the answers that it comes from: ${letters.join(", ")}, or several, like ${letters.slice(0, 2).join("")}.`,
    `- Where the answers contradict each other, say so, say which one is right if you can tell, and why.`,
    `- Add nothing that none of them says, unless it corrects an error; mark such a correction with [own].`,
    `- Answer in the language of the question. Do not talk about this task.`,
    "",
    block("Question", prompt, mark),
    "",
    blocks.join("\n\n"),
  ].join("\n");
}

function block(name: string, text: string, mark: string): string {
  return `${mark} ${name}\n${text.trim()}\n${mark} End of ${name.toLowerCase()}`;
}

function markOutside(texts: readonly string[]): string {
  let mark = "=====";
  while (texts.some((text) => text.includes(mark))) mark += "=";
  return mark;
}
