import type { LlamaModel, Token } from "node-llama-cpp";

const replacement = "\uFFFD";
/** A character takes at most four tokens of one byte each; what is no character by then never is. */
const maxPending = 4;
/** How much of the text before decides about a leading space. */
const contextTokens = 8;

/** Text of tokens as they come; a character whose bytes span tokens waits until it is whole. */
export class TokenDecoder {
  #model: Pick<LlamaModel, "detokenize">;
  #shown: ReadonlySet<Token>;
  #before: readonly Token[];
  #pending: Token[] = [];

  /** Control tokens have no text but those that are to be `shown`. */
  constructor(
    model: Pick<LlamaModel, "detokenize">,
    prompt: readonly Token[],
    shown: ReadonlySet<Token> = new Set(),
  ) {
    this.#model = model;
    this.#shown = shown;
    this.#before = prompt.slice(-contextTokens);
  }

  push(token: Token): string {
    if (this.#shown.has(token))
      return this.flush() + this.#model.detokenize([token], true);
    this.#pending.push(token);
    const text = this.#text();
    if (text.endsWith(replacement) && this.#pending.length < maxPending)
      return "";
    return this.#settle(text);
  }

  flush(): string {
    return this.#pending.length === 0 ? "" : this.#settle(this.#text());
  }

  #text(): string {
    return this.#model.detokenize(this.#pending, false, this.#before);
  }

  #settle(text: string): string {
    this.#before = [...this.#before, ...this.#pending].slice(-contextTokens);
    this.#pending = [];
    return text;
  }
}
