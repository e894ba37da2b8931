import {
  arrayOf,
  countOf,
  isObject,
  objectOf,
  stringOf,
  type JsonObject,
} from "../json.ts";

/** Where the pieces of an item go: a field of its own, or of one of its parts. */
interface Growth {
  readonly field: string;
  readonly list?: "content" | "summary";
}

const growths: ReadonlyMap<unknown, Growth> = new Map<string, Growth>([
  ["response.output_text.delta", { list: "content", field: "text" }],
  ["response.refusal.delta", { list: "content", field: "refusal" }],
  ["response.reasoning_text.delta", { list: "content", field: "text" }],
  ["response.reasoning_summary_text.delta", { list: "summary", field: "text" }],
  ["response.function_call_arguments.delta", { field: "arguments" }],
  ["response.mcp_call_arguments.delta", { field: "arguments" }],
  ["response.custom_tool_call_input.delta", { field: "input" }],
  ["response.code_interpreter_call_code.delta", { field: "code" }],
]);
/** Frames that begin a part, and where it goes. */
const parts: ReadonlyMap<unknown, "content" | "summary"> = new Map([
  ["response.content_part.added", "content"],
  ["response.reasoning_summary_part.added", "summary"],
]);
/** Items that a failed reply cuts off; what the server runs itself has words of its own for that. */
const cutOff: ReadonlySet<unknown> = new Set([
  ...["message", "reasoning", "function_call"],
]);

/** What a piece takes beside its characters, as long as they are no one text with the others. */
const perPiece = 48;

interface Arrived {
  /** As long as it grows, ours with its parts: what a frame holds is never changed. */
  readonly item: JsonObject;
  readonly isWhole: boolean;
  size: number;
}

/**
 * The items of a reply as far as its frames told them. Once they are more than `most` characters, those
 * that have come stay as they are, and nothing that follows is held.
 */
export class ArrivedItems {
  readonly #arrived = new Map<number, Arrived>();
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** In their order; what is still open is as incomplete as it came. */
  get all(): readonly JsonObject[] {
    return [...this.#arrived]
      .toSorted(([one], [other]) => one - other)
      .map(([, { item }]) =>
        item.status === "in_progress" && cutOff.has(item.type)
          ? { ...item, status: "incomplete" }
          : item,
      );
  }

  read(frame: JsonObject, length: number): void {
    const index = countOf(frame.output_index);
    if (index === undefined || this.#left < 0) return;
    const { type } = frame;
    const item = objectOf(frame.item);
    const isWhole = type === "response.output_item.done";
    if (item && (isWhole || type === "response.output_item.added"))
      return this.#put(index, { item, isWhole, size: length });
    const arrived = this.#arrived.get(index);
    if (arrived === undefined || arrived.isWhole) return;
    const list = parts.get(type);
    if (list !== undefined)
      return this.#begin(arrived, { frame, list, length });
    const growth = growths.get(type);
    if (growth !== undefined) this.#grow(arrived, growth, frame);
  }

  /** The whole takes the place of what it grew from. */
  #put(index: number, { item, isWhole, size }: Arrived): void {
    const before = this.#arrived.get(index)?.size ?? 0;
    if (!this.#takes(size - before)) return;
    const own = isWhole ? item : growable(item);
    this.#arrived.set(index, { item: own, isWhole, size });
  }

  #begin(
    arrived: Arrived,
    {
      frame,
      list,
      length,
    }: {
      readonly frame: JsonObject;
      readonly list: "content" | "summary";
      readonly length: number;
    },
  ): void {
    const begun = arrived.item[list] ?? [];
    const part = objectOf(frame.part);
    if (part === undefined || !Array.isArray(begun)) return;
    if (placeIn(frame, list) !== begun.length || !this.#takes(length)) return;
    arrived.size += length;
    begun.push({ ...part });
    arrived.item[list] = begun;
  }

  #grow(arrived: Arrived, { list, field }: Growth, frame: JsonObject): void {
    const { item } = arrived;
    const delta = stringOf(frame.delta) ?? "";
    const grown =
      list === undefined
        ? item
        : objectOf(arrayOf(item[list])[placeIn(frame, list) ?? -1]);
    const size = delta.length + perPiece;
    if (grown === undefined || !this.#takes(size)) return;
    arrived.size += size;
    grown[field] = (stringOf(grown[field]) ?? "") + delta;
  }

  #takes(size: number): boolean {
    this.#left -= size;
    return this.#left >= 0;
  }
}

function placeIn(
  frame: JsonObject,
  list: "content" | "summary",
): number | undefined {
  const { content_index, summary_index } = frame;
  return countOf(list === "content" ? content_index : summary_index);
}

function growable(item: JsonObject): JsonObject {
  const own = { ...item };
  for (const list of ["content", "summary"])
    if (Array.isArray(own[list]))
      own[list] = own[list].map((part: unknown) =>
        isObject(part) ? { ...part } : part,
      );
  return own;
}
