import { callArguments } from "../call-arguments.ts";
import type { Part } from "#shared/chat/message.ts";
import type { Reply } from "#shared/chat/reply.ts";
import type { FinishReason, StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import type { DialectFrame, FrameWriter, ServeOptions } from "../dialect.ts";
import { isObject, stringOf, type JsonObject } from "../json.ts";
import { joinReasoningDetails } from "../reasoning-details.ts";
import { BlockQueue, event as frameOf } from "./block-queue.ts";
import { serveError } from "./errors.ts";
import { writeFinish } from "./finish.ts";
import { foreignThinking, isAnthropic, writeThinking } from "./thinking.ts";
import { toolId } from "./tool-ids.ts";
import { writeUsage } from "./usage.ts";

type Frames = readonly DialectFrame[];

const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };

export function createWriter(options: ServeOptions): FrameWriter {
  return new AnthropicWriter(options);
}

/** Events to `message_start … message_stop`; the counts, which come last elsewhere, are in `message_delta`. */
class AnthropicWriter implements FrameWriter {
  readonly #options: ServeOptions;
  readonly #blocks = new BlockQueue();
  /** Index of the reasoning entry that the open block is made of. */
  #entry: unknown;
  #started: boolean;
  #failed = false;
  #finish: FinishReason = "stop";
  #usage = noUsage;

  constructor(options: ServeOptions) {
    this.#options = options;
    this.#started = options.begun !== undefined;
  }

  write(event: StreamEvent): Frames {
    if (this.#failed) return [];
    switch (event.type) {
      case "progress":
      case "served-by":
        return [];
      case "start":
        return this.#start();
      case "text-delta":
        return [...this.#start(), ...this.#text(event.text)];
      case "reasoning-delta":
        return [...this.#start(), ...this.#reasoning(event)];
      case "tool-call-start":
        return [...this.#start(), ...this.#call(event)];
      case "tool-call-delta": {
        const delta = {
          type: "input_json_delta",
          partial_json: event.arguments,
        };
        return this.#blocks.add(delta, event.index);
      }
      case "image":
        return [...this.#start(), ...this.#image(event.mediaType, event.data)];
      case "usage":
        this.#usage = event.usage;
        return [];
      case "finish":
        this.#finish = event.reason;
        return [...this.#start(), ...this.#blocks.end()];
      case "error": {
        this.#failed = true;
        const body = { ...serveError(event.error), type: "error" };
        return [...this.#start(), frameOf(body)];
      }
      default:
        return assertNever(event);
    }
  }

  end(): Frames {
    if (this.#failed) return [];
    return [
      ...this.#start(),
      ...this.#blocks.end(),
      frameOf({
        type: "message_delta",
        delta: { stop_reason: writeFinish(this.#finish), stop_sequence: null },
        usage: writeUsage(this.#usage),
      }),
      frameOf({ type: "message_stop" }),
    ];
  }

  #start(): Frames {
    if (this.#started) return [];
    this.#started = true;
    const message = {
      ...envelope(this.#options),
      content: [],
      stop_reason: null,
      usage: writeUsage(noUsage),
    };
    return [frameOf({ type: "message_start", message })];
  }

  #text(text: string): Frames {
    if (text === "") return [];
    const begun =
      this.#blocks.newest === "text"
        ? []
        : this.#blocks.open({
            kind: "text",
            start: { type: "text", text: "" },
          });
    return [...begun, ...this.#blocks.add({ type: "text_delta", text })];
  }

  #reasoning(event: Extract<StreamEvent, { type: "reasoning-delta" }>): Frames {
    const details = (event.details ?? []).filter(isObject);
    const told = details.some((detail) => detail.type === "reasoning.text");
    return [
      ...(told || event.text === ""
        ? []
        : this.#thought(undefined, { thinking: event.text })),
      ...details.flatMap((detail) => this.#detail(detail)),
    ];
  }

  #detail(detail: JsonObject): Frames {
    if (detail.type !== "reasoning.text") {
      if (detail.type === "reasoning.summary") return [];
      const start = isAnthropic(detail)
        ? writeThinking(detail)
        : foreignThinking(detail);
      return this.#blocks.open({ kind: "whole", start });
    }
    return this.#thought(detail.index, {
      thinking: stringOf(detail.text),
      signature: stringOf(detail.signature),
    });
  }

  #thought(
    entry: unknown,
    said: { thinking?: string | undefined; signature?: string | undefined },
  ): Frames {
    const { thinking, signature } = said;
    const start = { type: "thinking", thinking: "", signature: "" };
    const goesOn = this.#blocks.newest === "thinking" && this.#entry === entry;
    const frames = goesOn
      ? []
      : [...this.#blocks.open({ kind: "thinking", start })];
    this.#entry = entry;
    if (thinking)
      frames.push(...this.#blocks.add({ type: "thinking_delta", thinking }));
    if (signature)
      frames.push(...this.#blocks.add({ type: "signature_delta", signature }));
    return frames;
  }

  #call(event: Extract<StreamEvent, { type: "tool-call-start" }>): Frames {
    const { index: call, name } = event;
    const id = toolId(event.id);
    const start = { type: "tool_use", id, name, input: {} };
    return this.#blocks.open({ kind: "tool", call, start });
  }

  /** Replies hold no images in this dialect. */
  #image(mediaType: string, data: string): Frames {
    return this.#text(imageText(mediaType, data));
  }
}

function envelope({ id, model }: ServeOptions): JsonObject {
  return { id, type: "message", role: "assistant", model, stop_sequence: null };
}

function imageText(mediaType: string, data: string): string {
  return `![image](data:${mediaType};base64,${data})`;
}

/** A reply as one `message`. */
export function serveWhole(reply: Reply, options: ServeOptions): JsonObject {
  return {
    ...envelope(options),
    content: reply.parts.flatMap(wholeBlock),
    stop_reason: writeFinish(reply.finish?.reason ?? "stop"),
    usage: writeUsage(reply.usage ?? noUsage),
  };
}

function wholeBlock(part: Part): readonly JsonObject[] {
  switch (part.type) {
    case "text":
      return part.text === "" ? [] : [{ type: "text", text: part.text }];
    case "reasoning":
      return wholeThinking(part.text, part.details ?? []);
    case "tool-call": {
      const { name } = part;
      const input = callArguments(part.arguments);
      return [{ type: "tool_use", id: toolId(part.id), name, input }];
    }
    case "image":
      return part.source.type === "base64"
        ? [{ type: "text", text: imageText(part.mediaType, part.source.data) }]
        : [];
    default:
      return [];
  }
}

function wholeThinking(
  text: string,
  details: readonly unknown[],
): readonly JsonObject[] {
  const joined = joinReasoningDetails(details).filter(isObject);
  const told = joined.some((detail) => detail.type === "reasoning.text");
  const own =
    told || text === ""
      ? []
      : [{ type: "thinking", thinking: text, signature: "" }];
  const blocks = joined.flatMap((detail) => {
    if (detail.type === "reasoning.summary") return [];
    const isText = detail.type === "reasoning.text";
    if (isText || isAnthropic(detail))
      return [
        isText
          ? { signature: "", ...writeThinking(detail) }
          : writeThinking(detail),
      ];
    return [foreignThinking(detail)];
  });
  return [...own, ...blocks];
}
