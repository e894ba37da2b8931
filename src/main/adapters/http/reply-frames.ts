import type { Dialect, DialectFrame } from "#main/dialects/dialect.ts";
import { parseJson } from "#main/dialects/json.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { timedOut } from "./call-watch.ts";
import { isHtml, readBeginning, webPageError } from "./failed-reply.ts";
import { LineParser } from "./line-parser.ts";
import { SseParser, type SseItem } from "./sse-parser.ts";
import type { HttpReply } from "./exchange.ts";
import { readWhole } from "./whole-text.ts";

export interface FrameOptions {
  readonly framing: Dialect<object>["framing"];
  readonly progressMs: number;
  /** True once the reply has its terminal event, so that only usage may still come. */
  readonly isComplete: () => boolean;
}

/** How long the usage after the finish is waited for. */
const tailMs = 2_000;

/** The frames of a successful reply, as they came together; a whole JSON reply is one frame. Throws AppError. */
export async function* readFrames(
  reply: HttpReply,
  options: FrameOptions,
): AsyncGenerator<readonly DialectFrame[]> {
  const type = reply.headers["content-type"] ?? "";
  const isWhole =
    options.framing === "sse" &&
    /\bjson\b/i.test(type) &&
    !/\bndjson\b/i.test(type);
  if (isWhole) {
    yield await readWholeFrames(reply);
    return;
  }
  if (isHtml(reply, "")) await refusePage(reply);
  for await (const frames of readEvents(reply, options)) yield frames;
}

/** The same of a reply that was asked for in one piece, whatever its content type; at once where it is there. Throws AppError. */
export function readWholeFrames(
  reply: HttpReply,
): readonly DialectFrame[] | Promise<readonly DialectFrame[]> {
  if (isHtml(reply, "")) return refusePage(reply);
  const text = readWhole(reply);
  return text instanceof Promise ? text.then(wholeFrames) : wholeFrames(text);
}

async function refusePage(reply: HttpReply): Promise<never> {
  throw webPageError(reply, await readBeginning(reply));
}

/** Some servers call their stream JSON: what it is shows in how it begins. */
function wholeFrames(text: string): readonly DialectFrame[] {
  if (!/^\s*(?:data|event|id|retry)?:/.test(text)) return [{ data: text }];
  const parser = new SseParser();
  const items = [...parser.push(Buffer.from(text)), ...parser.end()];
  return items.filter(isEvent).map(frameOf);
}

type EventItem = Extract<SseItem, { type: "event" }>;

function isEvent(item: SseItem): item is EventItem {
  return item.type === "event";
}

function frameOf({ data, event }: EventItem): DialectFrame {
  return event === undefined ? { data } : { data, event };
}

async function* readEvents(
  reply: HttpReply,
  options: FrameOptions,
): AsyncGenerator<readonly DialectFrame[]> {
  const parser = options.framing === "sse" ? new SseParser() : new LineParser();
  const watch = new ProgressWatch(reply, options);
  try {
    for await (const chunk of reply.body) {
      const frames = watch.framesOf(parser.push(chunk));
      if (frames.length === 0) continue;
      yield frames;
      watch.progress();
    }
    yield watch.framesOf(parser.end().filter(isWhole));
  } catch (error) {
    const isStopped = AppError.from(error).code === "aborted";
    if (isStopped || !options.isComplete()) throw error;
  } finally {
    watch.stop();
  }
}

/** What the body's end cut in half is not an answer that makes no sense: the stream broke off. */
function isWhole(item: SseItem): boolean {
  if (item.type === "comment") return true;
  const data = item.data.trim();
  return data === "[DONE]" || parseJson(data) !== undefined;
}

/** Ends replies that show life without progress, and those that end but do not close. */
class ProgressWatch {
  readonly #reply: HttpReply;
  readonly #options: FrameOptions;
  #progressAt = performance.now();
  #tail: NodeJS.Timeout | undefined;

  constructor(reply: HttpReply, options: FrameOptions) {
    this.#reply = reply;
    this.#options = options;
  }

  /** Throws where all that comes are signs of life, for too long. */
  framesOf(items: readonly SseItem[]): readonly DialectFrame[] {
    const frames = items.filter(isEvent).map(frameOf);
    if (frames.length === 0 && items.length > 0) this.#live();
    return frames;
  }

  progress(): void {
    this.#progressAt = performance.now();
    if (this.#options.isComplete())
      this.#tail ??= setTimeout(() => this.#reply.end(tailOver()), tailMs);
    else if (this.#tail !== undefined) this.#wait();
  }

  stop(): void {
    clearTimeout(this.#tail);
  }

  /** Another choice has begun behind the one that ended. */
  #wait(): void {
    clearTimeout(this.#tail);
    this.#tail = undefined;
  }

  #live(): void {
    const { progressMs } = this.#options;
    if (performance.now() - this.#progressAt > progressMs)
      throw timedOut("progress", progressMs);
  }
}

function tailOver(): AppError {
  return timedOut("idle", tailMs);
}
