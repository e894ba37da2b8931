import type { ErrorJson } from "../errors/app-error.ts";
import type { Part, ReasoningPart, ToolCallPart } from "./message.ts";
import type { FinishReason, ServedBy, StreamEvent } from "./stream-event.ts";
import type { Usage } from "./usage.ts";

/** A reply while it grows; folded from stream events on both sides of RPC. */
export interface Reply {
  readonly parts: readonly Part[];
  readonly progress?: Extract<StreamEvent, { type: "progress" }>;
  readonly servedBy?: ServedBy;
  readonly upstreamId?: string;
  readonly usage?: Usage;
  readonly finish?: { readonly reason: FinishReason; readonly native?: string };
  readonly error?: ErrorJson;
  /** Position in `parts` of the tool call with a given stream index. */
  readonly toolCallPositions: Readonly<Record<number, number>>;
}

export const emptyReply: Reply = { parts: [], toolCallPositions: {} };

/** Pure reducer: the reply after one more event. Unknown order is tolerated, nothing is dropped. */
export function applyStreamEvent(reply: Reply, event: StreamEvent): Reply {
  switch (event.type) {
    case "progress":
      return { ...reply, progress: event };
    case "served-by":
      return { ...reply, servedBy: event.servedBy };
    case "start":
      return event.id === undefined
        ? reply
        : { ...reply, upstreamId: event.id };
    case "text-delta":
      return appendText(reply, event.text);
    case "reasoning-delta":
      return appendReasoning(reply, event.text, event.details);
    case "tool-call-start": {
      const part: ToolCallPart = {
        type: "tool-call",
        id: event.id,
        name: event.name,
        arguments: "",
      };
      const positions = {
        ...reply.toolCallPositions,
        [event.index]: reply.parts.length,
      };
      return {
        ...withContent(reply, [...reply.parts, part]),
        toolCallPositions: positions,
      };
    }
    case "tool-call-delta":
      return appendArguments(reply, event.index, event.arguments);
    case "image": {
      const { mediaType, data } = event;
      const image: Part = {
        type: "image",
        mediaType,
        source: { type: "base64", data },
      };
      return withContent(reply, [...reply.parts, image]);
    }
    case "usage":
      return { ...reply, usage: event.usage };
    case "finish": {
      const { reason, native } = event;
      return {
        ...reply,
        finish: native === undefined ? { reason } : { reason, native },
      };
    }
    case "error":
      return { ...reply, error: event.error };
    default:
      return reply;
  }
}

function withContent(reply: Reply, parts: readonly Part[]): Reply {
  const { progress: _, ...rest } = reply;
  return { ...rest, parts };
}

function replaceAt(
  parts: readonly Part[],
  position: number,
  part: Part,
): readonly Part[] {
  const copy = parts.slice();
  copy[position] = part;
  return copy;
}

function appendText(reply: Reply, text: string): Reply {
  const last = reply.parts.at(-1);
  if (last?.type !== "text")
    return withContent(reply, [...reply.parts, { type: "text", text }]);
  const grown = { ...last, text: last.text + text };
  return withContent(
    reply,
    replaceAt(reply.parts, reply.parts.length - 1, grown),
  );
}

function appendReasoning(
  reply: Reply,
  text: string,
  details?: readonly unknown[],
): Reply {
  const last = reply.parts.at(-1);
  const base: ReasoningPart =
    last?.type === "reasoning" ? last : { type: "reasoning", text: "" };
  const all = [...(base.details ?? []), ...(details ?? [])];
  const part: ReasoningPart = {
    type: "reasoning",
    text: base.text + text,
    ...(all.length > 0 ? { details: all } : {}),
  };
  const position =
    last?.type === "reasoning" ? reply.parts.length - 1 : reply.parts.length;
  return withContent(reply, replaceAt(reply.parts, position, part));
}

function appendArguments(reply: Reply, index: number, text: string): Reply {
  const position = reply.toolCallPositions[index];
  const part = position === undefined ? undefined : reply.parts[position];
  if (position === undefined || part?.type !== "tool-call") return reply;
  return withContent(
    reply,
    replaceAt(reply.parts, position, {
      ...part,
      arguments: part.arguments + text,
    }),
  );
}
