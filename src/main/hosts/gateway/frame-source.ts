import type {
  BegunReader,
  DialectFrame,
  FrameWriter,
  ServeOptions,
} from "#main/dialects/dialect.ts";
import type { JsonObject } from "#main/dialects/json.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import {
  forwardedText,
  frameJson,
  type ServedDialect,
} from "./served-dialect.ts";

/**
 * Frames for a client: the upstream's own where it speaks the same dialect, else written anew. The
 * first event decides, so that a reply is never half one and half the other.
 */
export class FrameSource {
  readonly #dialect: ServedDialect;
  readonly #options: ServeOptions;
  #writer: FrameWriter | undefined;
  #forwards: boolean | undefined;
  #failed = false;
  #isClosed = false;
  readonly #reader: BegunReader | undefined;
  #usage: StreamEvent | undefined;
  #whole: JsonObject | undefined;

  constructor(dialect: ServedDialect, options: ServeOptions) {
    this.#dialect = dialect;
    this.#options = options;
    this.#reader = dialect.forwarding?.createReader?.();
  }

  /** The whole reply as it was passed on, once it was; undefined where it was written here. */
  get whole(): JsonObject | undefined {
    return this.#whole;
  }

  framesOf(item: ChatEvent): readonly DialectFrame[] {
    const { event } = item;
    this.#forwards ??= this.#isOwnPiece(item);
    if (event.type === "usage") this.#usage = event;
    if (event.type === "error") {
      // An upstream's may quote anything; it is told in our words.
      this.#failed = true;
      this.#readOwn(item);
      return [...this.#spent(), ...this.#written.write(event)];
    }
    return this.#forwards && !this.#failed
      ? this.#forwarded(item)
      : this.#written.write(event);
  }

  end(): readonly DialectFrame[] {
    if (!this.#forwards) return this.#written.end();
    const { lastFrame } = this.#dialect;
    return lastFrame && !this.#failed && !this.#isClosed ? [lastFrame] : [];
  }

  /** What a reply took that failed while it was passed on: who ends it in our words tells that, too. */
  #spent(): readonly DialectFrame[] {
    return this.#forwards && this.#usage && this.#reader
      ? this.#written.write(this.#usage)
      : [];
  }

  #readOwn({ frame }: ChatEvent): void {
    const json = frameJson(frame, this.#dialect.forwarding);
    if (frame !== undefined && json !== undefined && this.#forwards)
      this.#reader?.read(frame, json);
  }

  get #written(): FrameWriter {
    this.#writer ??= this.#dialect.createWriter({
      ...this.#options,
      ...(this.#forwards && { begun: this.#reader?.begun ?? {} }),
    });
    return this.#writer;
  }

  #isOwnPiece({ frame }: ChatEvent): boolean {
    const { forwarding } = this.#dialect;
    const json = frameJson(frame, forwarding);
    if (json === undefined || forwarding === undefined) return false;
    if (forwarding.isSound?.(json) === false) return false;
    return forwarding.wholesArePieces === true || !forwarding.isWhole(json);
  }

  #forwarded({ frame }: ChatEvent): readonly DialectFrame[] {
    const { forwarding } = this.#dialect;
    const json = frameJson(frame, forwarding);
    if (json === undefined || frame === undefined || !forwarding) return [];
    const { model, includeUsage } = this.#options;
    if (!includeUsage && forwarding.isUnaskedUsage?.(json)) return [];
    this.#isClosed ||= forwarding.isLast?.(json) === true;
    this.#reader?.read(frame, json);
    const whole = forwarding.wholeIn?.(json);
    if (whole !== undefined) this.#whole = forwarding.withModel(whole, model);
    const data = forwardedText({ data: frame.data, json }, forwarding, model);
    const { event } = frame;
    return [event === undefined ? { data } : { event, data }];
  }
}
