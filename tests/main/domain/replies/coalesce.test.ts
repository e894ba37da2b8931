import fc from "fast-check";
import { expect, test } from "vitest";
import {
  appendCoalesced,
  eventsOfReply,
} from "#main/domain/replies/coalesce.ts";
import { applyStreamEvent, emptyReply } from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";

const servedBy = {
  instance: "a",
  model: "m",
  local: false,
  simulated: false,
  attempt: 1,
};
const text = fc.string({ maxLength: 4 });
const event: fc.Arbitrary<StreamEvent> = fc.oneof(
  text.map((it) => ({ type: "text-delta" as const, text: it })),
  fc.record(
    {
      type: fc.constant("reasoning-delta" as const),
      text,
      details: fc.array(fc.nat(9), { maxLength: 2 }),
    },
    { requiredKeys: ["type", "text"] },
  ),
  fc.nat(2).map((index) => ({
    type: "tool-call-start" as const,
    index,
    id: `call-${index}`,
    name: "f",
  })),
  fc.record({
    type: fc.constant("tool-call-delta" as const),
    index: fc.nat(2),
    arguments: text,
  }),
  fc.constant<StreamEvent>({ type: "progress", phase: "queued" }),
  fc.constant<StreamEvent>({ type: "served-by", servedBy }),
  fc.constant<StreamEvent>({ type: "start", id: "x" }),
  fc.constant<StreamEvent>({
    type: "usage",
    usage: { inputTokens: 1, outputTokens: 2 },
  }),
);

const fold = (events: readonly StreamEvent[]) =>
  events.reduce(applyStreamEvent, emptyReply);

test("a joined batch folds to the same reply", () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const batch: StreamEvent[] = [];
      for (const it of events) appendCoalesced(batch, it);
      expect(fold(batch)).toEqual(fold(events));
      expect(batch.length).toBeLessThanOrEqual(events.length);
    }),
  );
});

test("a snapshot shows the same parts as the events did", () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const reply = fold(events);
      const again = fold(eventsOfReply(reply));
      // Neighbours of one kind are joined by the reducer already, so parts compare as they are.
      expect(again.parts).toEqual(reply.parts);
      expect(again.servedBy).toEqual(reply.servedBy);
      expect(again.usage).toEqual(reply.usage);
    }),
  );
});

test("joined events leave the ones they came from unchanged", () => {
  const first: StreamEvent = { type: "text-delta", text: "a" };
  const batch: StreamEvent[] = [first];
  appendCoalesced(batch, { type: "text-delta", text: "b" });
  expect(batch).toEqual([{ type: "text-delta", text: "ab" }]);
  expect(first.text).toBe("a");
});
