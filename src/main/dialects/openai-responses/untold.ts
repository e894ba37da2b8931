import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { arrayOf, objectOf, type JsonObject } from "../json.ts";

type Events = readonly StreamEvent[];

/** An item that says nothing while it grows: thoughts, and what the server does itself, which no event tells. */
export function silently({ type }: JsonObject): Events {
  if (type === "message") return [];
  const isTold = type === "reasoning" || type === "image_generation_call";
  return [
    { type: "start", atWork: true, ...(isTold ? {} : { holdsMore: true }) },
  ];
}

/** Sources and the like, which no event tells. */
export function annotated({ content }: JsonObject): Events {
  const isMore = arrayOf(content).some(
    (piece) => arrayOf(objectOf(piece)?.annotations).length > 0,
  );
  return isMore ? [{ type: "start", holdsMore: true }] : [];
}
