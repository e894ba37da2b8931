import { expect, test } from "vitest";
import type { CallRecord } from "#main/services/chat/tally.ts";
import { createCallLog } from "#main/services/chat/call-log.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";

function aCall(outcome: CallRecord["outcome"]): CallRecord {
  return {
    id: "call",
    origin: "gateway",
    asked: "a:m",
    outcome,
    attempts: 1,
    durationMs: 12.4,
    usage: { inputTokens: 3, outputTokens: 2, costNanoUsd: 7 },
  };
}

function start() {
  const clock = createManualClock();
  const lines: (readonly [string, object, string])[] = [];
  const write = (level: string) => (facts: object, message: string) =>
    void lines.push([level, facts, message]);
  const { note: log, close } = createCallLog(
    {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    },
    clock,
  );
  const messages = () => lines.map(([, , message]) => message);
  return { clock, lines, log, close, messages };
}

test("in a busy second the first successes have lines, the others one together, and each failure its own", async () => {
  const { clock, lines, log, messages } = start();
  for (let count = 0; count < 30; count += 1) log(aCall("ok"));
  log(aCall("failed"));
  expect(messages()).toEqual([
    ...Array.from({ length: 20 }, () => "Chat call ended."),
    "Chat call failed.",
  ]);
  await clock.advance(1_000);
  expect(lines.at(-1)).toEqual([
    "info",
    { calls: 10, inputTokens: 30, outputTokens: 20, costNanoUsd: 70 },
    "More calls ended.",
  ]);
  log(aCall("ok"));
  expect(messages().at(-1)).toBe("Chat call ended.");
  await clock.advance(1_000);
  expect(lines).toHaveLength(23);
});

test("what a busy second left out is told when the program stops within it, once", async () => {
  const { clock, lines, log, close } = start();
  for (let count = 0; count < 23; count += 1) log(aCall("ok"));
  close();
  expect(lines.slice(20)).toEqual([
    [
      "info",
      { calls: 3, inputTokens: 9, outputTokens: 6, costNanoUsd: 21 },
      "More calls ended.",
    ],
  ]);
  expect(clock.sleeping()).toBe(0);
  await clock.advance(500);
  log(aCall("ok"));
  await clock.advance(0);
  expect(lines.slice(21).map(([, facts]) => facts)).toEqual([
    { calls: 1, inputTokens: 3, outputTokens: 2, costNanoUsd: 7 },
  ]);
});

test("without a call left out, stopping adds no line", () => {
  const { lines, log, close } = start();
  log(aCall("ok"));
  close();
  expect(lines).toHaveLength(1);
});
