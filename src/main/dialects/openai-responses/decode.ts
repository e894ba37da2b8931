import type { FinishReason, StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
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
import { tellsError } from "../error-frame.ts";
import { readError } from "../openai-errors.ts";
import { calledBy, callForms } from "./call-forms.ts";
import { readReasoningItem } from "./reasoning-item.ts";
import { ToolNames } from "./tool-names.ts";
import { annotated, silently } from "./untold.ts";
import { readUsage } from "./usage.ts";

type Events = readonly StreamEvent[];

/** Of tools in groups; those that a request declared are not known here. */
const names = new ToolNames();

/** What has been heard of one output item, so that its whole form at the end repeats nothing. */
interface OpenItem {
  call?: number;
  spoke: boolean;
}

export function createDecoder(replyName = () => ""): Decoder {
  return new ResponsesDecoder(replyName);
}

class ResponsesDecoder implements Decoder {
  readonly #replyName: () => string;
  readonly #items = new Map<number, OpenItem>();
  #calls = 0;
  #refused = false;
  #usage: Usage | undefined;
  #ended = false;

  constructor(replyName: () => string) {
    this.#replyName = replyName;
  }

  get complete(): boolean {
    return this.#ended;
  }

  get over(): boolean {
    return this.#ended;
  }

  decode(frame: DialectFrame): Events {
    if (this.#ended || frame.data === "" || frame.data.trim() === "[DONE]")
      return [];
    const body = jsonOf(frame);
    if (!isObject(body))
      return this.#fail(
        new AppError("upstream-invalid", {
          message: "The upstream sent a piece that is not JSON.",
          data: { upstreamMessage: frame.data.slice(0, 200) },
        }),
      );
    if (body.object === "response") return this.#whole(body);
    if (tellsError(body, frame)) return this.#fail(readError({ body }));
    return this.#event(body, filledString(body.type) ?? frame.event ?? "");
  }

  end(): Events {
    if (this.#ended) return [];
    return this.#fail(
      new AppError("stream-interrupted", {
        message: "The upstream's stream broke off before its end.",
      }),
    );
  }

  #event(body: JsonObject, type: string): Events {
    const index = countOf(body.output_index) ?? 0;
    const delta = filledString(body.delta) ?? "";
    switch (type) {
      case "response.created":
        return [start(objectOf(body.response) ?? {})];
      case "response.output_item.added":
        return this.#added(index, objectOf(body.item) ?? {});
      case "response.output_text.delta":
        return this.#say(index, { type: "text-delta", text: delta });
      case "response.refusal.delta":
        this.#refused = true;
        return this.#say(index, { type: "text-delta", text: delta });
      case "response.reasoning_summary_text.delta":
      case "response.reasoning_text.delta":
        return this.#say(index, { type: "reasoning-delta", text: delta });
      case "response.reasoning_summary_part.added":
        return this.#items.get(index)?.spoke
          ? [{ type: "reasoning-delta", text: "\n\n" }]
          : [];
      case "response.function_call_arguments.delta": {
        const call = this.#items.get(index)?.call;
        if (call === undefined) return [];
        const more = { index: call, arguments: delta };
        return this.#say(index, { type: "tool-call-delta", ...more });
      }
      case "response.output_item.done":
        return this.#done(index, objectOf(body.item) ?? {});
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
        return this.#ending(objectOf(body.response) ?? {});
      default:
        return [];
    }
  }

  #whole(response: JsonObject): Events {
    const events: StreamEvent[] = [start(response)];
    arrayOf(response.output)
      .filter(isObject)
      .forEach((item, index) =>
        events.push(...this.#added(index, item), ...this.#done(index, item)),
      );
    return [...events, ...this.#ending(response)];
  }

  #added(index: number, item: JsonObject): Events {
    const open: OpenItem = { spoke: false };
    this.#items.set(index, open);
    const tool = calledBy(item);
    if (tool === undefined) return silently(item);
    const call = this.#calls++;
    open.call = call;
    const id =
      filledString(item.call_id) ??
      filledString(item.id) ??
      `call_${this.#replyName()}_${call}`;
    const name = names.nameOf(tool);
    return [{ type: "tool-call-start", index: call, id, name }];
  }

  #say(index: number, event: StreamEvent): Events {
    const open = this.#items.get(index) ?? { spoke: false };
    open.spoke = true;
    this.#items.set(index, open);
    const isEmpty = "text" in event && event.text === "";
    return isEmpty ? [] : [event];
  }

  /** The item as a whole: what was not streamed, and what only its end tells. */
  #done(index: number, item: JsonObject): Events {
    const open = this.#items.get(index) ?? { spoke: false };
    const tool = calledBy(item);
    if (tool) return written(open, callForms[tool.form].json(item));
    switch (item.type) {
      case "message":
        return [
          ...annotated(item),
          ...(open.spoke ? [] : this.#messageText(item)),
        ];
      case "reasoning": {
        const { text, details = [] } = readReasoningItem(item);
        const said = open.spoke ? "" : text;
        return [{ type: "reasoning-delta", text: said, details }];
      }
      case "image_generation_call": {
        const data = filledString(item.result);
        const format = filledString(item.output_format) ?? "png";
        return data === undefined
          ? []
          : [{ type: "image", mediaType: `image/${format}`, data }];
      }
      default:
        return [];
    }
  }

  #messageText(item: JsonObject): Events {
    return arrayOf(item.content)
      .filter(isObject)
      .flatMap((piece): Events => {
        const refusal = filledString(piece.refusal);
        if (refusal !== undefined) this.#refused = true;
        const text = filledString(piece.text) ?? refusal;
        return text === undefined ? [] : [{ type: "text-delta", text }];
      });
  }

  #ending(response: JsonObject): Events {
    this.#usage = readUsage(response.usage);
    const status = filledString(response.status) ?? "completed";
    if (status === "failed" || status === "cancelled")
      return this.#fail(readError({ body: response.error ?? response }));
    if (status === "queued" || status === "in_progress") return this.end();
    const why = filledString(objectOf(response.incomplete_details)?.reason);
    this.#ended = true;
    const native = why ?? status;
    const finish = {
      type: "finish",
      reason: this.#reason(native),
      native,
    } as const;
    return [finish, ...this.#usageEvent()];
  }

  #reason(native: string): FinishReason {
    if (native === "max_output_tokens" || native === "incomplete")
      return "length";
    if (native === "content_filter") return "content-filter";
    if (this.#calls > 0) return "tool-calls";
    return this.#refused ? "content-filter" : "stop";
  }

  #usageEvent(): Events {
    return this.#usage ? [{ type: "usage", usage: this.#usage }] : [];
  }

  #fail(error: AppError): Events {
    this.#ended = true;
    return [...this.#usageEvent(), { type: "error", error: error.toJSON() }];
  }
}

/** What was not streamed of a call. */
function written({ call, spoke }: OpenItem, json: string): Events {
  if (spoke || json === "" || call === undefined) return [];
  return [{ type: "tool-call-delta", index: call, arguments: json }];
}

function start(response: JsonObject): StreamEvent {
  const id = filledString(response.id);
  const model = filledString(response.model);
  return { type: "start", ...defined({ id, model }) };
}
