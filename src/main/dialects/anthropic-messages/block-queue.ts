import type { DialectFrame } from "../dialect.ts";
import { isObject, parseJson, type JsonObject } from "../json.ts";

/** One content block on its way out. */
interface Block {
  readonly kind: "text" | "thinking" | "tool" | "whole";
  /** Stream index of a tool call. */
  readonly call: number | undefined;
  readonly start: JsonObject;
  readonly held: JsonObject[];
  arguments: string;
}

export interface NewBlock {
  readonly kind: Block["kind"];
  readonly call?: number;
  readonly start: JsonObject;
}

/**
 * Content blocks must not interleave here, calls elsewhere may: the first open block streams, later
 * ones wait until it is whole. A call is whole when its arguments are, any other block when the next
 * one begins.
 */
export class BlockQueue {
  readonly #blocks: Block[] = [];
  #count = 0;

  /** Kind of the newest block, to which more of the same kind is added. */
  get newest(): Block["kind"] | undefined {
    return this.#blocks.at(-1)?.kind;
  }

  open({ kind, call, start }: NewBlock): readonly DialectFrame[] {
    const block: Block = { kind, call, start, held: [], arguments: "" };
    this.#blocks.push(block);
    const begun = this.#blocks.length === 1 ? this.#begin(block) : [];
    return [...begun, ...this.#advance()];
  }

  /** Adds a delta to the newest block, or to the call with a stream index. */
  add(delta: JsonObject, call?: number): readonly DialectFrame[] {
    const block =
      call === undefined
        ? this.#blocks.at(-1)
        : this.#blocks.find((one) => one.call === call);
    if (!block) return [];
    if (typeof delta.partial_json === "string")
      block.arguments += delta.partial_json;
    if (block !== this.#blocks[0]) {
      block.held.push(delta);
      return [];
    }
    return [this.#delta(delta), ...this.#advance()];
  }

  /** Everything that waits, each block whole. */
  end(): readonly DialectFrame[] {
    const frames: DialectFrame[] = [];
    while (this.#blocks.length > 0) frames.push(...this.#next());
    return frames;
  }

  #advance(): readonly DialectFrame[] {
    const frames: DialectFrame[] = [];
    for (;;) {
      const [first] = this.#blocks;
      if (!first || this.#blocks.length < 2 || !isWhole(first)) return frames;
      frames.push(...this.#next());
    }
  }

  /** Closes the first block and begins the one behind it. */
  #next(): readonly DialectFrame[] {
    const frames = [event({ type: "content_block_stop", index: this.#count })];
    this.#count++;
    this.#blocks.shift();
    const [next] = this.#blocks;
    return next ? [...frames, ...this.#begin(next)] : frames;
  }

  #begin(block: Block): readonly DialectFrame[] {
    const start = event({
      type: "content_block_start",
      index: this.#count,
      content_block: block.start,
    });
    return [start, ...block.held.map((delta) => this.#delta(delta))];
  }

  #delta(delta: JsonObject): DialectFrame {
    return event({ type: "content_block_delta", index: this.#count, delta });
  }
}

function isWhole(block: Block): boolean {
  return block.kind !== "tool" || isObject(parseJson(block.arguments));
}

/** A frame whose SSE name is its type. */
export function event(body: JsonObject & { type: string }): DialectFrame {
  return { event: body.type, data: JSON.stringify(body) };
}
