import type { Reply } from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";

/** Adds an event to a batch in place, joined with the one before where both say the same kind of thing. */
export function appendCoalesced(
  batch: StreamEvent[],
  event: StreamEvent,
): void {
  const last = batch.at(-1);
  const joined = last === undefined ? undefined : join(last, event);
  if (joined === undefined) batch.push(event);
  else batch[batch.length - 1] = joined;
}

/** The fewest events that fold to this reply. */
export function eventsOfReply(reply: Reply): StreamEvent[] {
  const events: StreamEvent[] = [];
  if (reply.progress !== undefined) events.push(reply.progress);
  if (reply.servedBy !== undefined)
    events.push({ type: "served-by", servedBy: reply.servedBy });
  if (reply.upstreamId !== undefined)
    events.push({ type: "start", id: reply.upstreamId });
  for (const [position, part] of reply.parts.entries())
    events.push(...eventsOfPart(part, indexOfCall(reply, position)));
  if (reply.usage !== undefined)
    events.push({ type: "usage", usage: reply.usage });
  if (reply.finish !== undefined)
    events.push({ type: "finish", ...reply.finish });
  if (reply.error !== undefined)
    events.push({ type: "error", error: reply.error });
  return events;
}

function join(last: StreamEvent, next: StreamEvent): StreamEvent | undefined {
  if (last.type === "text-delta" && next.type === "text-delta")
    return { type: "text-delta", text: last.text + next.text };
  if (last.type === "progress" && next.type === "progress") return next;
  if (last.type === "served-by" && next.type === "served-by") return next;
  if (last.type === "reasoning-delta" && next.type === "reasoning-delta") {
    const details = [...(last.details ?? []), ...(next.details ?? [])];
    const text = last.text + next.text;
    return details.length === 0
      ? { type: "reasoning-delta", text }
      : { type: "reasoning-delta", text, details };
  }
  if (
    last.type === "tool-call-delta" &&
    next.type === "tool-call-delta" &&
    last.index === next.index
  )
    return { ...last, arguments: last.arguments + next.arguments };
  return undefined;
}

function indexOfCall(reply: Reply, position: number): number {
  const entry = Object.entries(reply.toolCallPositions).find(
    ([, it]) => it === position,
  );
  return entry === undefined ? 0 : Number(entry[0]);
}

function eventsOfPart(
  part: Reply["parts"][number],
  index: number,
): readonly StreamEvent[] {
  switch (part.type) {
    case "text":
      return [{ type: "text-delta", text: part.text }];
    case "reasoning": {
      const { text, details } = part;
      return [
        details === undefined
          ? { type: "reasoning-delta", text }
          : { type: "reasoning-delta", text, details },
      ];
    }
    case "tool-call":
      return [
        { type: "tool-call-start", index, id: part.id, name: part.name },
        { type: "tool-call-delta", index, arguments: part.arguments },
      ];
    case "image": {
      const { mediaType, source } = part;
      return source.type === "base64"
        ? [{ type: "image", mediaType, data: source.data }]
        : [];
    }
    case "file":
    case "tool-result":
      return [];
  }
}
