import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Decoder, DialectFrame } from "../dialect.ts";
import {
  arrayOf,
  countOf,
  defined,
  filledString,
  isObject,
  objectOf,
  jsonOf,
  type JsonObject,
} from "../json.ts";
import { anthropicFormat, unwrapDetail } from "../reasoning-details.ts";
import { tellsError } from "../error-frame.ts";
import { readError } from "./errors.ts";
import { readFinish } from "./finish.ts";
import { readThinking } from "./thinking.ts";
import { readUsage } from "./usage.ts";

type Events = readonly StreamEvent[];

/** A tool call whose block is open. */
interface OpenCall {
  readonly index: number;
  readonly input: JsonObject;
  spoke: boolean;
}

export function createDecoder(replyName = () => ""): Decoder {
  return new AnthropicDecoder(replyName);
}

class AnthropicDecoder implements Decoder {
  readonly #replyName: () => string;
  readonly #calls = new Map<number, OpenCall>();
  #callCount = 0;
  #stopReason: string | undefined;
  #usage: JsonObject = {};
  #ended = false;

  constructor(replyName: () => string) {
    this.#replyName = replyName;
  }

  get complete(): boolean {
    return this.#ended || this.#stopReason !== undefined;
  }

  get over(): boolean {
    return this.#ended;
  }

  decode(frame: DialectFrame): Events {
    if (this.#ended || frame.data === "") return [];
    const body = jsonOf(frame);
    if (!isObject(body))
      return this.#fail(
        new AppError("upstream-invalid", {
          message: "The upstream sent a piece that is not JSON.",
          data: { upstreamMessage: frame.data.slice(0, 200) },
        }),
      );
    if (tellsError(body, frame)) return this.#fail(readError({ body }));
    return this.#event(body, filledString(body.type) ?? frame.event ?? "");
  }

  end(): Events {
    if (this.#ended) return [];
    if (this.#stopReason !== undefined) return this.#finish();
    return this.#fail(
      new AppError("stream-interrupted", {
        message: "The upstream's stream broke off before its end.",
      }),
    );
  }

  #event(body: JsonObject, type: string): Events {
    const index = countOf(body.index) ?? 0;
    switch (type) {
      case "message":
        return this.#whole(body);
      case "message_start":
        return this.#start(objectOf(body.message) ?? {});
      case "content_block_start":
        return this.#open(index, objectOf(body.content_block) ?? {});
      case "content_block_delta":
        return this.#delta(index, objectOf(body.delta) ?? {});
      case "content_block_stop":
        return this.#close(index);
      case "message_delta":
        this.#stopReason ??= filledString(objectOf(body.delta)?.stop_reason);
        this.#count(body.usage);
        return [];
      case "message_stop":
        return this.#finish();
      default:
        return [];
    }
  }

  #start(message: JsonObject): Events {
    this.#count(message.usage);
    const id = filledString(message.id);
    const model = filledString(message.model);
    return [{ type: "start", ...defined({ id, model }) }];
  }

  #whole(message: JsonObject): Events {
    const events = [...this.#start(message)];
    arrayOf(message.content)
      .filter(isObject)
      .forEach((block, index) =>
        events.push(...this.#open(index, block), ...this.#close(index)),
      );
    this.#stopReason = filledString(message.stop_reason);
    return events;
  }

  #open(index: number, block: JsonObject): Events {
    switch (block.type) {
      case "text":
        return [
          ...(arrayOf(block.citations).length > 0 ? more : []),
          ...textDelta(block.text),
        ];
      case "thinking":
        return block.thinking || block.signature
          ? [reasoning(index, readThinking(block))]
          : [{ type: "start", atWork: true }];
      case "redacted_thinking":
        return [redacted(index, block)];
      case "tool_use": {
        const call = { index: this.#callCount++, spoke: false };
        const input = objectOf(block.input) ?? {};
        this.#calls.set(index, { ...call, input });
        const id =
          filledString(block.id) ?? `call_${this.#replyName()}_${call.index}`;
        const name = filledString(block.name) ?? "";
        return [{ type: "tool-call-start", index: call.index, id, name }];
      }
      // What its server runs, and what that gave.
      default:
        return [{ type: "start", atWork: true, holdsMore: true }];
    }
  }

  #delta(index: number, delta: JsonObject): Events {
    switch (delta.type) {
      case "text_delta":
        return textDelta(delta.text);
      case "citations_delta":
        return more;
      case "thinking_delta": {
        const text = filledString(delta.thinking) ?? "";
        const detail = { type: "reasoning.text", text };
        return [reasoning(index, { ...detail, format: anthropicFormat })];
      }
      case "signature_delta": {
        const { signature } = delta;
        const detail = { type: "reasoning.text", signature };
        return [reasoning(index, { ...detail, format: anthropicFormat })];
      }
      case "input_json_delta": {
        const call = this.#calls.get(index);
        const text = filledString(delta.partial_json);
        if (!call || text === undefined) return [];
        call.spoke = true;
        return [
          { type: "tool-call-delta", index: call.index, arguments: text },
        ];
      }
      default:
        return [];
    }
  }

  /** Input that came whole with the block's start instead of in pieces. */
  #close(index: number): Events {
    const call = this.#calls.get(index);
    this.#calls.delete(index);
    if (!call || call.spoke || Object.keys(call.input).length === 0) return [];
    const text = JSON.stringify(call.input);
    return [{ type: "tool-call-delta", index: call.index, arguments: text }];
  }

  /** Counts are cumulative; a later one replaces, an absent one leaves. */
  #count(usage: unknown): void {
    const given = Object.entries(objectOf(usage) ?? {});
    const numbers = given.filter(([, value]) => typeof value === "number");
    this.#usage = { ...this.#usage, ...Object.fromEntries(numbers) };
  }

  #finish(): Events {
    this.#ended = true;
    const native = this.#stopReason ?? "end_turn";
    const reason = readFinish(native, this.#callCount > 0);
    return [{ type: "finish", reason, native }, ...this.#usageEvent()];
  }

  #fail(error: AppError): Events {
    this.#ended = true;
    return [...this.#usageEvent(), { type: "error", error: error.toJSON() }];
  }

  #usageEvent(): Events {
    const usage = readUsage(this.#usage);
    return usage ? [{ type: "usage", usage }] : [];
  }
}

/** What no event tells, such as the sources of a text. */
const more: Events = [{ type: "start", holdsMore: true }];

function textDelta(value: unknown): Events {
  const text = filledString(value);
  return text === undefined ? [] : [{ type: "text-delta", text }];
}

/** `index` tells pieces of one block from those of the next. */
function reasoning(index: number, detail: JsonObject): StreamEvent {
  const text = filledString(detail.text) ?? "";
  return { type: "reasoning-delta", text, details: [{ ...detail, index }] };
}

/** A block that carries another maker's entry gives that entry back as it was. */
function redacted(index: number, block: JsonObject): StreamEvent {
  const detail = readThinking(block);
  const isForeign = unwrapDetail(filledString(block.data) ?? "") !== undefined;
  return isForeign
    ? { type: "reasoning-delta", text: "", details: [detail] }
    : reasoning(index, detail);
}
