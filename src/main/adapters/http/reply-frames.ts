import type { DialectFrame } from "#main/dialects/dialect.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { timedOut } from "./call-watch.ts";
import {
  isHtml,
  readBeginning,
  readWhole,
  webPageError,
} from "./failed-reply.ts";
import { SseParser, type SseItem } from "./sse-parser.ts";
import type { HttpReply } from "./transport.ts";

export interface FrameOptions {
  readonly progressMs: number;
  /** True once the reply has its terminal event, so that only usage may still come. */
  readonly isComplete: () => boolean;
}

/** A whole reply that came although a stream was asked for. */
const maxWholeBytes = 64 * 1024 * 1024;
/** How long the usage after the finish is waited for. */
const tailMs = 5_000;

/** The frames of a successful reply; a whole JSON reply is one frame. Throws AppError. */
export async function* readFrames(
  reply: HttpReply,
  options: FrameOptions,
): AsyncGenerator<DialectFrame> {
  const type = reply.headers["content-type"] ?? "";
  if (/\bjson\b/i.test(type) && !/\bndjson\b/i.test(type))
    return yield { data: await readWhole(reply, maxWholeBytes) };
  if (isHtml(reply, "")) throw webPageError(reply, await readBeginning(reply));
  yield* readEvents(reply, options);
}

async function* readEvents(
  reply: HttpReply,
  { progressMs, isComplete }: FrameOptions,
): AsyncGenerator<DialectFrame> {
  const parser = new SseParser();
  let progressAt = performance.now();
  let tail: NodeJS.Timeout | undefined;
  try {
    for await (const item of items(reply, parser)) {
      if (item.type === "comment") {
        if (performance.now() - progressAt > progressMs)
          throw timedOut("progress", progressMs);
        continue;
      }
      const { data, event } = item;
      yield event === undefined ? { data } : { data, event };
      progressAt = performance.now();
      if (isComplete())
        tail ??= setTimeout(() => reply.end(tailOver()), tailMs);
    }
  } catch (error) {
    if (!isComplete() || AppError.from(error).code === "aborted") throw error;
  } finally {
    clearTimeout(tail);
  }
}

async function* items(
  reply: HttpReply,
  parser: SseParser,
): AsyncGenerator<SseItem> {
  for await (const chunk of reply.body) yield* parser.push(chunk);
  yield* parser.end();
}

function tailOver(): AppError {
  return timedOut("idle", tailMs);
}
