import type { FinishReason, StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Decoder, DialectFrame } from "../dialect.ts";
import {
  arrayOf,
  filledString,
  isObject,
  objectOf,
  jsonOf,
  type JsonObject,
} from "../json.ts";
import { ThinkTags } from "../think-tags.ts";
import { ids } from "./call-ids.ts";
import { readError } from "./errors.ts";
import { readUsage } from "./usage.ts";

type Events = readonly StreamEvent[];

export function createDecoder(replyName = () => ""): Decoder {
  return new OllamaDecoder(replyName);
}

/** Lines of `/api/chat` (or its one whole reply) to events. */
class OllamaDecoder implements Decoder {
  readonly #thinkTags = new ThinkTags();
  readonly #replyName: () => string;
  #started = false;
  #ended = false;
  #calls = 0;

  constructor(replyName: () => string) {
    this.#replyName = replyName;
  }

  get complete(): boolean {
    return this.#ended;
  }

  decode(frame: DialectFrame): Events {
    if (this.#ended || frame.data.trim() === "") return [];
    const body = jsonOf(frame);
    if (!isObject(body))
      return this.#fail(
        new AppError("upstream-invalid", {
          message: "The upstream sent a line that is not JSON.",
          data: { upstreamMessage: frame.data.slice(0, 200) },
        }),
      );
    if (body.error) return this.#fail(readError({ body }));
    const events = [...this.#start(body), ...this.#message(body)];
    return body.done === true ? [...events, ...this.#done(body)] : events;
  }

  end(): Events {
    if (this.#ended) return [];
    return this.#fail(
      new AppError("stream-interrupted", {
        message: "The upstream's stream broke off before its end.",
      }),
    );
  }

  #start(body: JsonObject): Events {
    if (this.#started) return [];
    this.#started = true;
    const model = filledString(body.model);
    return [model === undefined ? { type: "start" } : { type: "start", model }];
  }

  #message(body: JsonObject): Events {
    const message = objectOf(body.message) ?? {};
    const thinking = filledString(message.thinking);
    const content = filledString(message.content);
    return [
      ...(thinking === undefined
        ? []
        : [{ type: "reasoning-delta" as const, text: thinking }]),
      ...(content === undefined ? [] : this.#thinkTags.push(content)),
      ...arrayOf(message.tool_calls)
        .filter(isObject)
        .flatMap((call) => this.#call(call)),
    ];
  }

  /** A call is always whole, whatever index it carries. */
  #call(call: JsonObject): Events {
    const called = objectOf(call.function) ?? {};
    const index = this.#calls++;
    const id = filledString(call.id) ?? ids.make(this.#replyName(), index);
    const name = filledString(called.name) ?? "";
    const text =
      filledString(called.arguments) ??
      JSON.stringify(objectOf(called.arguments) ?? {});
    return [
      ...this.#thinkTags.end(),
      { type: "tool-call-start", index, id, name },
      { type: "tool-call-delta", index, arguments: text },
    ];
  }

  #done(body: JsonObject): Events {
    this.#ended = true;
    const native = filledString(body.done_reason) ?? "stop";
    const usage = readUsage(body);
    return [
      ...this.#thinkTags.end(),
      { type: "finish", reason: this.#reason(native), native },
      ...(usage ? [{ type: "usage" as const, usage }] : []),
    ];
  }

  #reason(native: string): FinishReason {
    if (native === "length") return "length";
    return this.#calls > 0 ? "tool-calls" : "stop";
  }

  #fail(error: AppError): Events {
    this.#ended = true;
    return [...this.#thinkTags.end(), { type: "error", error: error.toJSON() }];
  }
}
