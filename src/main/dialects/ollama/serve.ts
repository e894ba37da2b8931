import type { Part } from "#shared/chat/message.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import type { DialectFrame, FrameWriter, ServeOptions } from "../dialect.ts";
import type { JsonObject } from "../json.ts";
import { callArguments } from "../call-arguments.ts";
import { ids } from "./call-ids.ts";
import { serveError } from "./errors.ts";
import { writeUsage } from "./usage.ts";

type Frames = readonly DialectFrame[];

export function createWriter(options: ServeOptions): FrameWriter {
  return new OllamaWriter(options);
}

/** Events to NDJSON lines; calls are whole here, so they are written when the reply ends. */
class OllamaWriter implements FrameWriter {
  readonly #options: ServeOptions;
  #held: Reply = emptyReply;
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
        return event.text === "" ? [] : [this.#line({ content: event.text })];
      case "reasoning-delta":
        return event.text === ""
          ? []
          : [this.#line({ content: "", thinking: event.text })];
      case "image": {
        const { mediaType, data } = event;
        const content = `![image](data:${mediaType};base64,${data})`;
        return [this.#line({ content })];
      }
      case "tool-call-start":
      case "tool-call-delta":
      case "usage":
      case "finish":
        this.#held = applyStreamEvent(this.#held, event);
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
    const calls = writeCalls(this.#held.parts);
    const ending = closing(this.#held);
    const last = { message: { role: "assistant", content: "" }, ...ending };
    return [
      ...("tool_calls" in calls ? [this.#line({ content: "", ...calls })] : []),
      { data: JSON.stringify({ ...head(this.#options), ...last }) },
    ];
  }

  #line(said: JsonObject): DialectFrame {
    const message = { role: "assistant", ...said };
    const body = { ...head(this.#options), message, done: false };
    return { data: JSON.stringify(body) };
  }
}

function head({ model, created }: ServeOptions): JsonObject {
  const created_at = new Date(created * 1000).toISOString();
  return { model, created_at };
}

function closing(reply: Reply): JsonObject {
  const isLength = reply.finish?.reason === "length";
  return {
    done: true,
    done_reason: isLength ? "length" : "stop",
    ...(reply.usage ? writeUsage(reply.usage) : {}),
  };
}

function writeCalls(parts: readonly Part[]): JsonObject {
  const calls = parts.flatMap((part) => {
    if (part.type !== "tool-call") return [];
    const called = {
      name: part.name,
      arguments: callArguments(part.arguments),
    };
    return [{ ...ids.onWire(part.id), function: called }];
  });
  return calls.length > 0 ? { tool_calls: calls } : {};
}

/** A reply as one line. */
export function serveWhole(reply: Reply, options: ServeOptions): JsonObject {
  const textOf = (type: "text" | "reasoning") =>
    reply.parts.map((part) => (part.type === type ? part.text : "")).join("");
  const thinking = textOf("reasoning");
  const message = {
    role: "assistant",
    content: textOf("text"),
    ...(thinking === "" ? {} : { thinking }),
    ...writeCalls(reply.parts),
  };
  return { ...head(options), message, ...closing(reply) };
}
