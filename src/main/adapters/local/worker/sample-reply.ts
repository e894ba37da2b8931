import type { LlamaGrammarEvaluationState, Token } from "node-llama-cpp";
import type { FinishReason } from "#shared/chat/stream-event.ts";
import type { Prompt, WorkerEvent } from "../protocol.ts";
import type { BuiltPrompt } from "./build-prompt.ts";
import { answerHead, furtherHead } from "./harmony.ts";
import type { LoadedModel } from "./load-model.ts";
import { shownTokens, type OutputGrammar } from "./output-grammar.ts";
import { ReplyReader, type Read } from "./reply-reader.ts";
import { samplingOptions } from "./sampling.ts";
import { TokenDecoder } from "./text-decoder.ts";

export interface Call {
  readonly prompt: Prompt;
  readonly signal: AbortSignal;
  readonly emit: (event: WorkerEvent) => void;
}

interface Sampling extends Call {
  readonly grammar: OutputGrammar;
  /** Filled with what the model wrote. */
  readonly generated: Token[];
  /** How many tokens there may be. */
  readonly limit: number;
}

/** Samples one reply to its end and emits what it says. */
export function sampleReply(
  loaded: LoadedModel,
  built: BuiltPrompt,
  sampling: Sampling,
): Promise<FinishReason> {
  return new ReplySampler(loaded, built, sampling).run();
}

class ReplySampler {
  #loaded: LoadedModel;
  #built: BuiltPrompt;
  #sampling: Sampling;
  #decoder: TokenDecoder;
  #reader: ReplyReader;
  #grammar: LlamaGrammarEvaluationState | undefined;
  #thoughtTokens = 0;
  #endedThoughts = 0;

  constructor(loaded: LoadedModel, built: BuiltPrompt, sampling: Sampling) {
    const { prompt, grammar, emit } = sampling;
    this.#loaded = loaded;
    this.#built = built;
    this.#sampling = sampling;
    const shown = shownTokens(loaded, built);
    this.#decoder = new TokenDecoder(loaded.model, built.tokens, shown);
    this.#reader = new ReplyReader({
      stops: [...built.stops, ...(prompt.parameters.stop ?? [])],
      emit,
      ...(built.thought ? { thought: built.thought } : {}),
      ...(grammar.plan ? { plan: grammar.plan } : {}),
    });
    this.#grammar = this.#reader.isThinking ? undefined : grammar.start();
  }

  async run(): Promise<FinishReason> {
    let from: readonly Token[] = this.#built.tokens.slice(-1);
    if (this.#isThoughtOver()) from = [...from, ...this.#endThought()];
    for (;;) {
      const end = await this.#sample([...from]);
      if (typeof end === "string") return end;
      from = end;
    }
  }

  /** To the reply's end, or until it goes on from tokens that the model did not choose. */
  async #sample(from: Token[]): Promise<FinishReason | readonly Token[]> {
    const { signal, generated, limit, prompt } = this.#sampling;
    const options = {
      ...samplingOptions(prompt, generated),
      grammarEvaluationState: () => this.#grammar,
    };
    for await (const token of this.#loaded.sequence.evaluate(from, options)) {
      signal.throwIfAborted();
      generated.push(token);
      const text = this.#decoder.push(token);
      const { stopped, begun } = this.#read(text);
      if (stopped) return this.#reader.finishReason(false);
      if (generated.length >= limit) return this.#end(true);
      if (begun && begun.rest !== "") return this.#retaken(text, begun.rest);
      if (this.#isThoughtOver()) return [token, ...this.#endThought()];
    }
    return this.#end(false);
  }

  #end(isCut: boolean): FinishReason {
    const { stopped } = this.#read(this.#decoder.flush());
    const isOver = stopped || this.#reader.flush();
    return this.#reader.finishReason(isCut && !isOver);
  }

  #read(text: string): Read {
    const { grammar } = this.#sampling;
    const wasThinking = this.#reader.isThinking;
    const read = this.#reader.push(text);
    const { isThinking } = this.#reader;
    if (isThinking) this.#thoughtTokens += 1;
    if (isThinking && !wasThinking) this.#grammar = undefined;
    const isAnswer = wasThinking && !isThinking && grammar.plan?.kind !== "may";
    if (isAnswer || read.begun)
      this.#grammar = read.begun?.isLate ? grammar.late() : grammar.next();
    return read;
  }

  /** The last token again, without what it held of the call that a grammar now begins. */
  #retaken(text: string, rest: string): readonly Token[] {
    const { generated } = this.#sampling;
    const [last] = generated.splice(-1);
    const kept = this.#tokens(
      text.slice(0, Math.max(0, text.length - rest.length)),
    );
    const tokens = kept.length === 0 && last !== undefined ? [last] : kept;
    generated.push(...tokens);
    return tokens;
  }

  #isThoughtOver(): boolean {
    const { prompt, limit } = this.#sampling;
    const { thoughtShare = 1, thoughtTokens = thoughtShare * limit } = prompt;
    return this.#reader.isThinking && this.#thoughtTokens >= thoughtTokens;
  }

  /** Closes the thought for the model, which goes on with its answer. */
  #endThought(): readonly Token[] {
    const text = this.#endOfThought();
    this.#read(text);
    const tokens = this.#tokens(text);
    this.#sampling.generated.push(...tokens);
    return tokens;
  }

  #endOfThought(): string {
    const { suffix = "", inChannel } = this.#built.thought ?? {};
    this.#endedThoughts += 1;
    if (!inChannel) return `\n${suffix}\n\n`;
    // Who begins another thought after that is led to its answer.
    return this.#endedThoughts === 1
      ? suffix
      : suffix + furtherHead + answerHead;
  }

  #tokens(text: string): Token[] {
    return this.#loaded.model.tokenize(text, true, "trimLeadingSpace");
  }
}
