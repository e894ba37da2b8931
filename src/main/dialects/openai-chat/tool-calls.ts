import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import {
  countOf,
  filledString,
  isObject,
  objectOf,
  parseJson,
} from "../json.ts";

/** Each piece looks for its call among all before it. */
const mostCalls = 4_000;

interface OpenCall {
  readonly index: number;
  readonly wireIndex: number | undefined;
  id: string | undefined;
  name: string | undefined;
  arguments: string;
  started: boolean;
}

/** What one entry of `tool_calls` says. */
interface Piece {
  readonly wireIndex: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly arguments: string;
}

/**
 * Puts tool call deltas together again. `index` and `id` may be missing, empty or always the same:
 * a new id, or a name where the call before is whole, begins a new call.
 */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];

  get seen(): boolean {
    return this.#calls.length > 0;
  }

  /**
   * `replyName` makes the ids that an upstream left out unique among replies. Throws AppError
   * `upstream-invalid` for more calls than any reply has.
   */
  push(entry: unknown, replyName: () => string): readonly StreamEvent[] {
    const piece = readPiece(entry);
    if (!piece) return [];
    const call = this.#match(piece) ?? this.#open(piece);
    call.id ??= piece.id;
    call.name ??= piece.name;
    call.arguments += piece.arguments;
    if (!call.started)
      return call.name === undefined ? [] : start(call, replyName);
    if (piece.arguments === "") return [];
    const { index } = call;
    return [{ type: "tool-call-delta", index, arguments: piece.arguments }];
  }

  /** Calls whose name never came. */
  end(replyName: () => string): readonly StreamEvent[] {
    return this.#calls
      .filter((call) => !call.started)
      .flatMap((call) => start(call, replyName));
  }

  #open(piece: Piece): OpenCall {
    if (this.#calls.length >= mostCalls)
      throw new AppError("upstream-invalid", {
        message: `The upstream's reply has more than ${mostCalls} calls of tools.`,
      });
    const call: OpenCall = {
      index: this.#calls.length,
      wireIndex: piece.wireIndex,
      id: undefined,
      name: undefined,
      arguments: "",
      started: false,
    };
    this.#calls.push(call);
    return call;
  }

  #match(piece: Piece): OpenCall | undefined {
    const { wireIndex } = piece;
    const sameIndex = this.#calls.findLast(
      (call) => wireIndex === undefined || call.wireIndex === wireIndex,
    );
    if (piece.id !== undefined) {
      const sameId = this.#calls.findLast((call) => call.id === piece.id);
      const elsewhere =
        piece.name !== undefined && sameId?.wireIndex !== wireIndex;
      if (sameId && !elsewhere) return sameId;
    }
    if (!sameIndex || beginsAnother(sameIndex, piece)) return undefined;
    return sameIndex;
  }
}

function beginsAnother(call: OpenCall, piece: Piece): boolean {
  if (piece.name === undefined || call.name === undefined) return false;
  if (piece.id !== undefined && call.id !== undefined) return true;
  return piece.name !== call.name || isWhole(call.arguments);
}

function isWhole(text: string): boolean {
  return isObject(parseJson(text));
}

function start(
  call: OpenCall,
  replyName: () => string,
): readonly StreamEvent[] {
  call.started = true;
  const { index, name = "" } = call;
  call.id ??= `call_${replyName()
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .slice(-24)}_${index}`;
  const begin = { type: "tool-call-start", index, id: call.id, name } as const;
  if (call.arguments === "") return [begin];
  return [begin, { type: "tool-call-delta", index, arguments: call.arguments }];
}

function readPiece(entry: unknown): Piece | undefined {
  const call = objectOf(entry);
  if (!call) return undefined;
  const body = objectOf(call.function) ?? objectOf(call.custom) ?? {};
  return {
    wireIndex: countOf(call.index),
    id: filledString(call.id),
    name: filledString(body.name),
    arguments: argumentsText(body.arguments ?? body.input),
  };
}

/** Arguments are JSON text; some upstreams send the object itself. */
function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return isObject(value) ? JSON.stringify(value) : "";
}
