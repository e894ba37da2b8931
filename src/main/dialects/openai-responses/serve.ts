import type { Reply } from "#shared/chat/reply.ts";
import type { FinishReason, StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { assertNever, type ErrorJson } from "#shared/errors/app-error.ts";
import type { DialectFrame, FrameWriter, ServeOptions } from "../dialect.ts";
import { defined, objectOf, type JsonObject } from "../json.ts";
import { serveError } from "../openai-errors.ts";
import { callItem, imageText, spokenItem, wholeItem } from "./make-item.ts";
import {
  SpokenItem,
  type Emit,
  type OutputItem,
  type SpokenKind,
} from "./output-item.ts";
import { writeUsage } from "./usage.ts";

type Frames = readonly DialectFrame[];

export function createWriter(options: ServeOptions): FrameWriter {
  return new ResponsesWriter(options);
}

/** Events to Responses frames: each numbered, each item whole at its end, all of it in the last one. */
class ResponsesWriter implements FrameWriter {
  readonly #options: ServeOptions;
  readonly #items: OutputItem[] = [];
  readonly #calls = new Map<number, OutputItem>();
  #sequence: number;
  #started: boolean;
  #failed = false;
  #reason: FinishReason = "stop";
  #usage: Usage | undefined;

  constructor(options: ServeOptions) {
    const { begun } = options;
    this.#options = { ...options, id: begun?.id ?? options.id };
    this.#started = begun !== undefined;
    this.#sequence = begun?.next ?? 0;
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
        return this.#say("message", event.text);
      case "reasoning-delta":
        return this.#think(event.text, event.details ?? []);
      case "image": {
        const { mediaType, data } = event;
        return this.#say("message", imageText(mediaType, data));
      }
      case "tool-call-start":
        return this.#call(event);
      case "tool-call-delta":
        return this.#calls.get(event.index)?.add(event.arguments) ?? [];
      case "usage":
        this.#usage = event.usage;
        return [];
      case "finish":
        this.#reason = event.reason;
        return [...this.#start(), ...this.#closeAll()];
      case "error":
        return this.#error(event.error);
      default:
        return assertNever(event);
    }
  }

  end(): Frames {
    if (this.#failed) return [];
    const frames = [...this.#start(), ...this.#closeAll()];
    const { status, fields } = ending(this.#reason);
    const response = this.#response(status, fields);
    return [...frames, this.#emit(`response.${status}`, { response })];
  }

  #start(): Frames {
    if (this.#started) return [];
    this.#started = true;
    const response = this.#response("in_progress", {});
    return [
      this.#emit("response.created", { response }),
      this.#emit("response.in_progress", { response }),
    ];
  }

  /** Text and reasoning end what was open before; calls may go on beside each other. */
  #say(kind: "message" | "reasoning", text: string): Frames {
    if (text === "") return this.#start();
    const open = this.#items.at(-1);
    if (open?.identity.kind === kind && open.isOpen) return open.add(text);
    const item = this.#spoken(kind);
    const frames = [...this.#start(), ...this.#closeSpoken()];
    this.#items.push(item);
    return [...frames, ...item.begin(), ...item.add(text)];
  }

  #think(text: string, details: readonly unknown[]): Frames {
    if (details.length === 0) return this.#say("reasoning", text);
    const last = this.#items.at(-1);
    const isOpen =
      last instanceof SpokenItem &&
      last.identity.kind === "reasoning" &&
      last.isOpen;
    const item = isOpen ? last : this.#spoken("reasoning");
    const frames: DialectFrame[] = [];
    if (item !== last) {
      frames.push(...this.#start(), ...this.#closeSpoken());
      this.#items.push(item);
      frames.push(...item.begin());
    }
    item.keep(details);
    return [...frames, ...item.add(text)];
  }

  #call(event: Extract<StreamEvent, { type: "tool-call-start" }>): Frames {
    const frames = [...this.#start(), ...this.#closeSpoken()];
    const index = this.#items.length;
    const item = callItem(event, { options: this.#options, index }, this.#emit);
    this.#items.push(item);
    this.#calls.set(event.index, item);
    return [...frames, ...item.begin()];
  }

  #spoken(kind: SpokenKind): SpokenItem {
    const place = { options: this.#options, index: this.#items.length };
    return spokenItem(kind, place, this.#emit);
  }

  #closeSpoken(): Frames {
    return this.#items
      .filter(({ identity }) => identity.kind !== "call")
      .flatMap((item) => item.close());
  }

  #closeAll(): Frames {
    return this.#items.flatMap((item) => item.close());
  }

  #error(error: ErrorJson): Frames {
    const frames = this.#start();
    this.#failed = true;
    const { code, message, param } = objectOf(serveError(error).error) ?? {};
    const told = { code, message, ...(param !== null && { param }) };
    const own = this.#response("failed", { error: told });
    const response = goneOn(this.#options.begun?.told, own);
    return [...frames, this.#emit("response.failed", { response })];
  }

  #response(status: string, fields: JsonObject): JsonObject {
    const output =
      status === "in_progress" ? [] : this.#items.map((item) => item.whole());
    return {
      ...envelope(this.#options, status),
      output,
      usage: this.#usage ? writeUsage(this.#usage) : null,
      ...fields,
    };
  }

  readonly #emit: Emit = (type, fields) => {
    const body = { type, sequence_number: this.#sequence++, ...fields };
    return { event: type, data: JSON.stringify(body) };
  };
}

/** The end of a reply that another began: what it told of it, where that is no less than ours. */
function goneOn(told: JsonObject | undefined, own: JsonObject): JsonObject {
  if (told === undefined) return own;
  const { created_at, output, usage } = told;
  const known = { created_at, output, usage: usage ?? undefined };
  return { ...told, ...own, ...defined(known) };
}

function envelope(
  { id, model, created, previousId }: ServeOptions,
  status: string,
): JsonObject {
  return {
    id,
    object: "response",
    created_at: created,
    status,
    model,
    previous_response_id: previousId ?? null,
    error: null,
    incomplete_details: null,
  };
}

function ending(reason: FinishReason): { status: string; fields: JsonObject } {
  const why =
    reason === "length"
      ? "max_output_tokens"
      : reason === "content-filter"
        ? "content_filter"
        : undefined;
  return why === undefined
    ? { status: "completed", fields: {} }
    : { status: "incomplete", fields: { incomplete_details: { reason: why } } };
}

/** A reply as one `response`. */
export function serveWhole(reply: Reply, options: ServeOptions): JsonObject {
  const { status, fields } = ending(reply.finish?.reason ?? "stop");
  const output = reply.parts.flatMap((part, index) => {
    const item = wholeItem(part, { options, index });
    return item ? [item.whole()] : [];
  });
  return {
    ...envelope(options, status),
    output,
    usage: reply.usage ? writeUsage(reply.usage) : null,
    ...fields,
  };
}
