import type { Part } from "#shared/chat/message.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import type { DialectFrame, FrameWriter, ServeOptions } from "../dialect.ts";
import { isObject, type JsonObject } from "../json.ts";
import { joinReasoningDetails } from "../reasoning-details.ts";
import { callArguments } from "../call-arguments.ts";
import { ids } from "./call-ids.ts";
import { serveError } from "./errors.ts";
import { writeFinish } from "./finish.ts";
import { onText, writeSignature } from "./signatures.ts";
import { writeUsage } from "./usage.ts";

type Frames = readonly DialectFrame[];

export function createWriter(options: ServeOptions): FrameWriter {
  return new GeminiWriter(options);
}

/**
 * Events to `GenerateContentResponse` chunks. Text streams; calls have no pieces here, so they and the
 * signatures are written together when the reply ends, as one Content.
 */
class GeminiWriter implements FrameWriter {
  readonly #options: ServeOptions;
  /** What cannot be written piece by piece. */
  #held: Reply = emptyReply;
  #reply: Reply = emptyReply;
  #failed = false;

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  write(event: StreamEvent): Frames {
    if (this.#failed) return [];
    switch (event.type) {
      case "progress":
      case "served-by":
      case "start":
        return [];
      case "text-delta":
        return event.text === "" ? [] : [this.#parts([{ text: event.text }])];
      case "image":
        return [this.#parts([inlineData(event.mediaType, event.data)])];
      case "reasoning-delta":
        this.#held = applyStreamEvent(this.#held, { ...event, text: "" });
        return event.text === ""
          ? []
          : [this.#parts([{ text: event.text, thought: true }])];
      case "tool-call-start":
      case "tool-call-delta":
        this.#held = applyStreamEvent(this.#held, event);
        return [];
      case "usage":
      case "finish":
        this.#reply = applyStreamEvent(this.#reply, event);
        return [];
      case "error":
        this.#failed = true;
        return [{ data: JSON.stringify(serveError(event.error)) }];
      default:
        return assertNever(event);
    }
  }

  end(): Frames {
    if (this.#failed) return [];
    const { finish, usage } = this.#reply;
    const candidate = {
      content: { role: "model", parts: writeParts(this.#held.parts) },
      finishReason: writeFinish(finish?.reason ?? "stop"),
      index: 0,
    };
    return [
      this.#chunk(candidate, usage ? { usageMetadata: writeUsage(usage) } : {}),
    ];
  }

  #parts(parts: readonly JsonObject[]): DialectFrame {
    return this.#chunk({ content: { role: "model", parts }, index: 0 }, {});
  }

  #chunk(candidate: JsonObject, more: JsonObject): DialectFrame {
    const body = {
      candidates: [candidate],
      ...more,
      ...envelope(this.#options),
    };
    return { data: JSON.stringify(body) };
  }
}

function envelope({ id, model }: ServeOptions): JsonObject {
  return { modelVersion: model, responseId: id };
}

function inlineData(mimeType: string, data: string): JsonObject {
  return { inlineData: { mimeType, data } };
}

/** A reply as one `GenerateContentResponse`. */
export function serveWhole(reply: Reply, options: ServeOptions): JsonObject {
  const candidate = {
    content: { role: "model", parts: writeParts(reply.parts) },
    finishReason: writeFinish(reply.finish?.reason ?? "stop"),
    index: 0,
  };
  return {
    candidates: [candidate],
    ...(reply.usage ? { usageMetadata: writeUsage(reply.usage) } : {}),
    ...envelope(options),
  };
}

/** Signatures go on the part that they were on; another maker's ride on an empty thought. */
function writeParts(parts: readonly Part[]): readonly JsonObject[] {
  const waiting = new Map<string, string>();
  const take = (id: string): JsonObject => {
    const signature = waiting.get(id);
    waiting.delete(id);
    return signature === undefined ? {} : { thoughtSignature: signature };
  };
  const calls = new Set(
    parts.flatMap((part) => (part.type === "tool-call" ? [part.id] : [])),
  );
  const written = parts.flatMap((part): readonly JsonObject[] => {
    if (part.type === "text") return [{ text: part.text, ...take(onText) }];
    if (part.type === "image" && part.source.type === "base64")
      return [inlineData(part.mediaType, part.source.data)];
    if (part.type === "tool-call") {
      const { id, name } = part;
      const call = {
        ...ids.onWire(id),
        name,
        args: callArguments(part.arguments),
      };
      return [{ functionCall: call, ...take(id) }];
    }
    if (part.type !== "reasoning") return [];
    const own: JsonObject[] =
      part.text === "" ? [] : [{ text: part.text, thought: true }];
    for (const detail of joinReasoningDetails(part.details ?? []).filter(
      isObject,
    )) {
      const id = typeof detail.id === "string" ? detail.id : undefined;
      const isPlaced = id === onText || (id !== undefined && calls.has(id));
      if (detail.type === "reasoning.summary") continue;
      if (isPlaced && id) waiting.set(id, writeSignature(detail));
      else if (detail.type !== "reasoning.text" || detail.signature)
        own.push({
          text: "",
          thought: true,
          thoughtSignature: writeSignature(detail),
        });
    }
    return own;
  });
  const left = waiting.get(onText);
  return left === undefined
    ? written
    : [...written, { text: "", thoughtSignature: left }];
}
