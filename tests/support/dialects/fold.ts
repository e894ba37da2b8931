import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type {
  Decoder,
  DialectFrame,
  FrameWriter,
} from "#main/dialects/dialect.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");

/** Names of a dialect's recorded streams. */
export function recordingsOf(dialect: string): readonly string[] {
  return readdirSync(join(fixtures, dialect))
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** A recorded stream, a frame a line. */
export function recordedFrames(dialect: string, name: string): DialectFrame[] {
  return readFileSync(join(fixtures, dialect, `${name}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((data) => ({ data }));
}

export function decodeAll(
  decoder: Decoder,
  frames: readonly DialectFrame[],
): StreamEvent[] {
  return [
    ...frames.flatMap((frame) => decoder.decode(frame)),
    ...decoder.end(),
  ];
}

export function writeAll(
  writer: FrameWriter,
  events: readonly StreamEvent[],
): DialectFrame[] {
  return [...events.flatMap((event) => writer.write(event)), ...writer.end()];
}

export function fold(events: readonly StreamEvent[]): Reply {
  return events.reduce(applyStreamEvent, emptyReply);
}

/** As it crosses the wire: without undefined, −0 and prototypes. */
export function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
