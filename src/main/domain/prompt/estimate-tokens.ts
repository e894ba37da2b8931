import type { Message, Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";

/** Upper figure for one picture in the usual tilings. */
const tokensPerImage = 1_500;
const tokensPerMessage = 5;

const foreign = /[\u0080-\uffff]/;

/** Rough upper estimate of a text's tokens: four Latin letters, or one character of other scripts, per token. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(weighText(text));
}

/** The same before it is rounded, to be summed over pieces. */
export function weighText(text: string): number {
  return weigh(text.length, countForeign(text));
}

/** The same of a text that comes in pieces, none of which is kept: a reply may be as long as a book. */
export class PiecedText {
  #length = 0;
  #foreign = 0;

  add(piece: string): void {
    this.#length += piece.length;
    this.#foreign += countForeign(piece);
  }

  get tokens(): number {
    return Math.ceil(weigh(this.#length, this.#foreign));
  }
}

function weigh(length: number, foreign: number): number {
  return (length - foreign) / 3.5 + foreign;
}

function countForeign(text: string): number {
  // Most texts are plain, which the engine finds out many times faster than a loop.
  if (!foreign.test(text)) return 0;
  let count = 0;
  for (let index = 0; index < text.length; index += 1)
    if (text.charCodeAt(index) >= 0x80) count += 1;
  return count;
}

/** Several rules of a call ask for the same prompt, which may be a book. */
const estimated = new WeakMap<readonly Message[], number>();

/** The same for a whole prompt; exact counts come from the upstream afterwards. */
export function estimatePromptTokens(messages: readonly Message[]): number {
  const known = estimated.get(messages);
  if (known !== undefined) return known;
  const tokens = countPromptTokens(messages);
  estimated.set(messages, tokens);
  return tokens;
}

function countPromptTokens(messages: readonly Message[]): number {
  let total = 0;
  for (const message of messages) {
    total += tokensPerMessage;
    for (const part of message.parts) total += partTokens(part);
  }
  return total;
}

/** The same with the tools that the prompt describes. */
export function estimateRequestTokens({
  messages,
  tools = [],
}: Pick<ChatRequest, "messages" | "tools">): number {
  const prompt = estimatePromptTokens(messages);
  if (tools.length === 0) return prompt;
  const described = tools.map((tool) => JSON.stringify(tool)).join("");
  return prompt + estimateTextTokens(described);
}

/** Pictures in a prompt, which some upstreams price one by one. */
export function countImages(messages: readonly Message[]): number {
  let count = 0;
  for (const { parts } of messages)
    for (const { type } of parts) if (type === "image") count += 1;
  return count;
}

function partTokens(part: Part): number {
  switch (part.type) {
    case "text":
    case "reasoning":
      return estimateTextTokens(part.text);
    case "file":
      return estimateTextTokens(part.text) + estimateTextTokens(part.name) + 8;
    case "image":
      return tokensPerImage;
    case "tool-call":
      return estimateTextTokens(part.arguments) + 8;
    case "tool-result":
      return part.content.reduce((sum, it) => sum + partTokens(it), 8);
  }
}
