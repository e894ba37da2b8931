import type { ChatRequest } from "#shared/chat/request.ts";

const leastTokens = 8192;
const bytesPerToken = 2.5;
const tokensPerImage = 1500;
const tokensPerMessage = 16;
const usualReply = 2048;

/**
 * How much context a model is loaded with. Ollama reserves it in advance and loads the model anew when
 * it changes, so that it grows in powers of two and never shrinks.
 */
export class ContextSizes {
  readonly #sizes = new Map<string, number>();

  readonly #lengthOf: (model: string) => number | undefined;

  /** `lengthOf` gives the most that a model takes, where that is known. */
  constructor(lengthOf: (model: string) => number | undefined) {
    this.#lengthOf = lengthOf;
  }

  /** `fixed` is the user's own wish, the same for every request. */
  sizeFor(request: ChatRequest, fixed?: number): number {
    const { model } = request;
    const most = this.#lengthOf(model) ?? Number.POSITIVE_INFINITY;
    if (fixed !== undefined) return Math.min(fixed, most);
    const wanted = 2 ** Math.ceil(Math.log2(tokensOf(request)));
    const before = this.#sizes.get(model) ?? leastTokens;
    const size = Math.min(Math.max(wanted, before), most);
    this.#sizes.set(model, size);
    return size;
  }
}

/** More than the prompt will have, images by the piece instead of by their bytes. */
function tokensOf({ messages, tools, parameters }: ChatRequest): number {
  let images = 0;
  const text = JSON.stringify([messages, tools], (name, value: unknown) => {
    if (name !== "source") return value;
    images += 1;
    return undefined;
  });
  return (
    Buffer.byteLength(text) / bytesPerToken +
    images * tokensPerImage +
    messages.length * tokensPerMessage +
    (parameters.maxTokens ?? usualReply)
  );
}
