import type { Part } from "#shared/chat/message.ts";
import type { Reply } from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { writeDataUrl } from "../data-url.ts";
import type { DialectFrame, FrameWriter, ServeOptions } from "../dialect.ts";
import type { JsonObject } from "../json.ts";
import { serveError } from "../openai-errors.ts";
import { writeFinish } from "./finish.ts";
import { joinReasoningDetails } from "../reasoning-details.ts";
import { writeUsage } from "./usage.ts";

const done: DialectFrame = { data: "[DONE]" };

export function createWriter(options: ServeOptions): FrameWriter {
  return new ChunkWriter(options);
}

/** Events to `chat.completion.chunk` frames: the role once, one stable id, usage last. */
class ChunkWriter implements FrameWriter {
  readonly #options: ServeOptions;
  #spoke = false;
  #usage: Usage | undefined;
  #ended = false;

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  write(event: StreamEvent): readonly DialectFrame[] {
    if (this.#ended) return [];
    switch (event.type) {
      case "progress":
      case "served-by":
        return [];
      case "start":
        return this.#spoke ? [] : [this.#delta({ content: "" })];
      case "text-delta":
        return [this.#delta({ content: event.text })];
      case "reasoning-delta":
        return [this.#delta(reasoningFields(event.text, event.details))];
      case "tool-call-start": {
        const { index, id, name } = event;
        const call = { name, arguments: "" };
        return [
          this.#delta({
            tool_calls: [{ index, id, type: "function", function: call }],
          }),
        ];
      }
      case "tool-call-delta": {
        const { index } = event;
        const call = { arguments: event.arguments };
        return [this.#delta({ tool_calls: [{ index, function: call }] })];
      }
      case "image":
        return [
          this.#delta({ images: [imageField(event.mediaType, event.data)] }),
        ];
      case "usage":
        this.#usage = event.usage;
        return [];
      case "finish":
        return [this.#delta({}, writeFinish(event.reason))];
      case "error":
        this.#ended = true;
        // Without choices: clients that find some read the chunk as a piece of the reply.
        return [this.#chunk(serveError(event.error))];
      default:
        return assertNever(event);
    }
  }

  end(): readonly DialectFrame[] {
    if (this.#ended) return [];
    this.#ended = true;
    if (!this.#options.includeUsage || !this.#usage) return [done];
    return [this.#chunk({ choices: [], usage: writeUsage(this.#usage) }), done];
  }

  #delta(delta: JsonObject, finish: string | null = null): DialectFrame {
    const role = this.#spoke ? {} : { role: "assistant" };
    this.#spoke = true;
    const choice = {
      index: 0,
      delta: { ...role, ...delta },
      finish_reason: finish,
    };
    return this.#chunk({ choices: [choice] });
  }

  #chunk(fields: JsonObject): DialectFrame {
    const { id, model, created } = this.#options;
    const object = "chat.completion.chunk";
    return { data: JSON.stringify({ id, object, created, model, ...fields }) };
  }
}

/** A reply as one `chat.completion`. */
export function serveWhole(reply: Reply, options: ServeOptions): JsonObject {
  const { id, model, created } = options;
  const reason = reply.finish?.reason ?? "stop";
  const choice = {
    index: 0,
    message: wholeMessage(reply.parts),
    finish_reason: writeFinish(reason),
  };
  return {
    id,
    object: "chat.completion",
    created,
    model,
    choices: [choice],
    ...(reply.usage ? { usage: writeUsage(reply.usage) } : {}),
  };
}

function wholeMessage(parts: readonly Part[]): JsonObject {
  const texts = parts.filter((part) => part.type === "text");
  const reasoning = parts.filter((part) => part.type === "reasoning");
  const details = reasoning.flatMap((part) => part.details ?? []);
  const calls = parts.filter((part) => part.type === "tool-call");
  const images = parts.flatMap((part) =>
    part.type === "image" && part.source.type === "base64"
      ? [imageField(part.mediaType, part.source.data)]
      : [],
  );
  const content = texts.map((part) => part.text).join("");
  return {
    role: "assistant",
    content: content === "" && calls.length > 0 ? null : content,
    ...(reasoning.length > 0
      ? reasoningFields(
          reasoning.map((part) => part.text).join(""),
          joinReasoningDetails(details),
        )
      : {}),
    ...(images.length > 0 ? { images } : {}),
    ...(calls.length > 0
      ? {
          tool_calls: calls.map(({ id, name, arguments: text }) => ({
            id,
            type: "function",
            function: { name, arguments: text === "" ? "{}" : text },
          })),
        }
      : {}),
  };
}

function reasoningFields(
  text: string,
  details: readonly unknown[] | undefined,
): JsonObject {
  const hasDetails = details !== undefined && details.length > 0;
  return {
    reasoning: text,
    ...(hasDetails ? { reasoning_details: details } : {}),
  };
}

function imageField(mediaType: string, data: string): JsonObject {
  const url = writeDataUrl(mediaType, data);
  return { type: "image_url", image_url: { url } };
}
