import { append } from "#shared/collections/append.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Decoder, DialectFrame } from "../dialect.ts";
import {
  arrayOf,
  countOf,
  defined,
  filledString,
  isObject,
  objectOf,
  jsonOf,
  type JsonObject,
} from "../json.ts";
import { ThinkTags } from "../think-tags.ts";
import { readCalls, readContent, readImages, readReasoning } from "./delta.ts";
import { readError } from "../openai-errors.ts";
import { readFinish } from "./finish.ts";
import { ToolCallAssembler } from "./tool-calls.ts";
import { readUsage } from "./usage.ts";

type Finish = Extract<StreamEvent, { type: "finish" }>;

export function createDecoder(replyName = () => ""): Decoder {
  return new OpenAiChatDecoder(replyName);
}

/**
 * Chunks (or one whole reply) to events. The finish is held until usage, `[DONE]` or the end, so that
 * nothing but usage follows it even where an upstream repeats it or goes on talking.
 */
class OpenAiChatDecoder implements Decoder {
  readonly #thinkTags = new ThinkTags();
  readonly #tools = new ToolCallAssembler();
  /** Gives the reply's own id, where it has one. */
  readonly #replyName: () => string;
  #started = false;
  #ended = false;
  #spoke = false;
  #refused = false;
  #reasoned = false;
  #finish: Finish | undefined;
  #finishSent = false;
  #usage: Usage | undefined;
  #usageSent: Usage | undefined;
  /** Choices beside the first one, and whether they have ended: their pieces are forwarded only. */
  #others: Map<number, boolean> | undefined;

  constructor(replyName: () => string) {
    this.#replyName = replyName;
  }

  get complete(): boolean {
    if (this.#ended || this.#finish === undefined) return this.#ended;
    const ends = [...(this.#others?.values() ?? [])];
    return ends.every(Boolean);
  }

  decode(frame: DialectFrame): readonly StreamEvent[] {
    if (this.#ended || frame.data === "") return [];
    if (frame.data.trim() === "[DONE]") return this.#done();
    const chunk = jsonOf(frame);
    if (!isObject(chunk))
      return this.#fail(
        new AppError("upstream-invalid", {
          message: "The upstream sent a piece that is not JSON.",
          data: { upstreamMessage: frame.data.slice(0, 200) },
        }),
      );
    return this.#chunk(chunk);
  }

  end(): readonly StreamEvent[] {
    if (this.#ended) return [];
    if (this.#finish) {
      this.#ended = true;
      return this.#settle();
    }
    return this.#fail(
      new AppError("stream-interrupted", {
        message: "The upstream's stream broke off before its end.",
      }),
    );
  }

  #chunk(chunk: JsonObject): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    const choices = arrayOf(chunk.choices);
    const choice = choices.find(isFirst) ?? {};
    for (const one of choices)
      if (isObject(one) && one !== choice) this.#besides(one);
    const failed = chunk.error ?? choice.error;
    if (!this.#started && !failed) events.push(this.#start(chunk));
    const usage = readUsage(chunk.usage) ?? readUsage(choice.usage);
    if (usage) this.#usage = usage;
    const delta = objectOf(choice.delta) ?? objectOf(choice.message);
    if (delta) events.push(...this.#delta(delta));
    if (typeof choice.text === "string")
      events.push(...this.#text(choice.text));
    const word = filledString(choice.finish_reason);
    if (failed || word === "error")
      return [...events, ...this.#fail(readError({ body: failed ?? chunk }))];
    if (word) events.push(...this.#finished(word, choice));
    if (usage && this.#finish) events.push(...this.#settle());
    return events;
  }

  #besides(choice: JsonObject): void {
    const index = countOf(choice.index) ?? 0;
    const ends = filledString(choice.finish_reason) !== undefined;
    this.#others ??= new Map();
    this.#others.set(index, ends || this.#others.get(index) === true);
  }

  #start(chunk: JsonObject): StreamEvent {
    this.#started = true;
    const id = filledString(chunk.id);
    const model = filledString(chunk.model);
    const provider = filledString(chunk.provider);
    return { type: "start", ...defined({ id, model, provider }) };
  }

  #delta(delta: JsonObject): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    const reasoning = readReasoning(delta);
    if (reasoning) {
      this.#reasoned = true;
      events.push(...this.#afterBlank([reasoning]));
    }
    for (const piece of readContent(delta.content)) {
      if (piece.type === "text") events.push(...this.#text(piece.text));
      else
        events.push(
          ...this.#afterBlank([{ type: "reasoning-delta", text: piece.text }]),
        );
    }
    const refusal = filledString(delta.refusal);
    if (refusal) {
      this.#refused = true;
      events.push({ type: "text-delta", text: refusal });
    }
    const transcript = filledString(objectOf(delta.audio)?.transcript);
    if (transcript) events.push({ type: "text-delta", text: transcript });
    if (delta.images !== undefined)
      append(events, this.#afterBlank(readImages(delta)));
    const calls = readCalls(delta);
    if (calls.length > 0) events.push(...this.#flushText());
    for (const call of calls)
      events.push(...this.#tools.push(call, this.#replyName));
    if (events.length > 0) this.#spoke = true;
    return events;
  }

  #text(text: string): readonly StreamEvent[] {
    return this.#tag(this.#thinkTags.push(text));
  }

  /** What is no text ends white space that waits for a tag, and comes after it. */
  #afterBlank(events: readonly StreamEvent[]): readonly StreamEvent[] {
    if (events.length === 0) return events;
    return [...this.#tag(this.#thinkTags.endBlank()), ...events];
  }

  #flushText(): readonly StreamEvent[] {
    return this.#tag(this.#thinkTags.end());
  }

  /** Reasoning in tags repeats what came in a field of its own. */
  #tag(pieces: ReturnType<ThinkTags["push"]>): readonly StreamEvent[] {
    if (pieces.length > 0) this.#spoke = true;
    return this.#reasoned ? pieces.filter(isText) : pieces;
  }

  #finished(word: string, choice: JsonObject): readonly StreamEvent[] {
    const events = this.#flush();
    const seen = { toolCall: this.#tools.seen, refusal: this.#refused };
    this.#finish ??= {
      type: "finish",
      reason: readFinish(word, seen),
      native: filledString(choice.native_finish_reason) ?? word,
    };
    return events;
  }

  #flush(): readonly StreamEvent[] {
    return [...this.#flushText(), ...this.#tools.end(this.#replyName)];
  }

  /** `[DONE]` without a finish reason still is an end that the upstream meant. */
  #done(): readonly StreamEvent[] {
    if (!this.#finish && !this.#spoke) return this.end();
    const events = this.#finish ? [] : this.#flush();
    const seen = { toolCall: this.#tools.seen, refusal: this.#refused };
    this.#finish ??= { type: "finish", reason: readFinish(undefined, seen) };
    this.#ended = true;
    return [...events, ...this.#settle()];
  }

  #settle(): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    if (this.#finish && !this.#finishSent) events.push(this.#finish);
    this.#finishSent = true;
    if (this.#usage && this.#usage !== this.#usageSent)
      events.push({ type: "usage", usage: this.#usage });
    this.#usageSent = this.#usage;
    return events;
  }

  #fail(error: AppError): readonly StreamEvent[] {
    this.#ended = true;
    const events: StreamEvent[] = [...this.#flush()];
    if (this.#usage) events.push({ type: "usage", usage: this.#usage });
    return [...events, { type: "error", error: error.toJSON() }];
  }
}

function isFirst(choice: unknown): choice is JsonObject {
  return isObject(choice) && (choice.index ?? 0) === 0;
}

function isText({ type }: StreamEvent): boolean {
  return type === "text-delta";
}
