import type { Message } from "#shared/chat/message.ts";
import type { DemoStyle } from "./models.ts";
import { preparedAnswer } from "./prepared-answers.ts";

export interface DemoReply {
  readonly reasoning: string;
  readonly text: string;
}

/** A prepared reply, chosen and filled in by the prompt alone: the same prompt gives the same text. */
export function writeDemoReply(
  style: DemoStyle,
  messages: readonly Message[],
): DemoReply {
  const prompt = lastUserText(messages);
  const turn = messages.filter(({ role }) => role === "user").length;
  const seed = hash(`${turn}\n${prompt}`);
  const facts = { quote: quote(prompt), turn, seed };
  const prepared = preparedAnswer(style, prompt);
  if (prepared !== undefined) {
    const reasoning = style === "reasoning" ? thoughts(facts) : "";
    return { reasoning, text: prepared };
  }
  switch (style) {
    case "short":
      return { reasoning: "", text: shortReply(facts) };
    case "long":
    case "failing":
      return { reasoning: "", text: longReply(facts) };
    case "reasoning":
      return { reasoning: thoughts(facts), text: reasonedReply(facts) };
  }
}

interface Facts {
  readonly quote: string;
  readonly turn: number;
  readonly seed: number;
}

function shortReply({ quote: said, turn, seed }: Facts): string {
  const opening = pick(seed, [
    "This is a simulated answer, written in advance.",
    "No real model is at work here: this answer is simulated.",
    "You are talking to the demo, so this text was prepared beforehand.",
  ]);
  const closing = pick(seed >>> 3, [
    "Connect a provider or open a GGUF file to ask a real model.",
    "Everything around it is real: stop it, ask again, edit your message or switch models.",
    "Try **Regenerate**, or ask *Simulated Thorough* for something longer.",
  ]);
  const memory =
    turn > 1 ? ` It is your message number ${turn} in this branch.` : "";
  return `${opening} You wrote: “${said}”.${memory}\n\n${closing}`;
}

function longReply({ quote: said, seed }: Facts): string {
  const size = 3 + (seed % 4);
  const language = pick(seed >>> 2, ["ts", "python"]);
  return [
    `## A simulated answer to “${said}”`,
    "",
    "Nothing here was thought up by a model. The text was prepared so that every part of the window can be seen: headings, lists, a table, code and mathematics.",
    "",
    "### What a real answer might weigh",
    "",
    "1. **The goal.** What should be true once this is done?",
    "2. **The limits.** Time, money, memory, and what must not leave this computer.",
    "3. **The proof.** How would anyone notice that the answer is wrong?",
    "",
    "| Option | Effort | Gain | Remark |",
    "|:--|--:|--:|:--|",
    `| Do nothing | 0 h | ${size} % | the baseline |`,
    `| Small step | ${size} h | ${size * 9} % | can be undone |`,
    `| Rebuild | ${size * 12} h | ${size * 14} % | only with tests |`,
    "",
    "### Some code",
    "",
    ...codeSample(language, size),
    "",
    "### A little mathematics",
    "",
    `The gain per hour is $g = \\frac{p}{t}$, and over $n = ${size}$ steps it adds up to`,
    "",
    "$$",
    "G = \\sum_{i=1}^{n} \\frac{p_i}{t_i} \\le \\frac{n\\,p_{\\max}}{t_{\\min}}",
    "$$",
    "",
    "> Simulated models never send anything anywhere. They run inside this program.",
    "",
    "To get an answer that means something, add a provider or open a GGUF file and send your message again.",
  ].join("\n");
}

function codeSample(language: string, size: number): readonly string[] {
  return language === "ts"
    ? [
        "```ts",
        "/** The option with the best gain per hour. */",
        "export function best(options: readonly { name: string; hours: number; gain: number }[]) {",
        "  const rate = (it: { hours: number; gain: number }) => it.gain / Math.max(it.hours, 1);",
        "  return options.toSorted((a, b) => rate(b) - rate(a))[0];",
        "}",
        "",
        `console.log(best([{ name: "small step", hours: ${size}, gain: ${size * 9} }]));`,
        "```",
      ]
    : [
        "```python",
        "def best(options):",
        '    """The option with the best gain per hour."""',
        "    return max(options, key=lambda it: it.gain / max(it.hours, 1))",
        "",
        "",
        `print(best([Option("small step", hours=${size}, gain=${size * 9})]))`,
        "```",
      ];
}

function thoughts({ quote: said, seed }: Facts): string {
  const doubt = pick(seed, [
    "Is the question about the result, or about the way to it?",
    "Which of the two readings is more likely? I take the plain one.",
    "A short answer first, then the reason: that should serve best.",
  ]);
  return [
    `(Simulated thoughts.) The message is “${said}”.`,
    doubt,
    "A real model would now collect what it knows, drop what does not matter and check its first idea against an example.",
    "I do none of that; I only show where such thoughts appear.",
  ].join("\n\n");
}

function reasonedReply({ seed }: Facts): string {
  const confidence = 60 + (seed % 35);
  return [
    "**Simulated conclusion.** The thoughts above and this answer were prepared in advance.",
    "",
    `- Reading chosen: *the plain one* (simulated confidence: ${confidence} %)`,
    "- Evidence used: none",
    "- Next step: ask a real model",
  ].join("\n");
}

function lastUserText(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === "user");
  const texts = last?.parts.flatMap((part) =>
    part.type === "text" ? [part.text] : [],
  );
  return (texts ?? []).join("\n");
}

/** The prompt's beginning on one line, without marks that would turn into Markdown. */
function quote(prompt: string): string {
  const line = prompt
    .slice(0, 400)
    .replace(/[`*_#<>|[\]$\\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const characters = Array.from(line);
  if (characters.length === 0) return "…";
  if (characters.length <= 80) return line;
  return `${characters.slice(0, 79).join("").trimEnd()}…`;
}

function pick(seed: number, choices: readonly string[]): string {
  return choices[seed % choices.length] ?? "";
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
}
