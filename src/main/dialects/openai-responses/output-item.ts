import type { DialectFrame } from "../dialect.ts";
import type { JsonObject } from "../json.ts";
import { sealDetails } from "./reasoning-item.ts";

export type ItemKind = "message" | "reasoning" | "function_call";

/** Makes one numbered frame; its SSE name is its type. */
export type Emit = (type: string, fields: JsonObject) => DialectFrame;

interface Identity {
  readonly kind: ItemKind;
  readonly id: string;
  /** Position among the output items. */
  readonly index: number;
  readonly callId?: string;
  readonly name?: string;
}

/** Names of the frames of each kind: a piece, and the piece as a whole. */
const pieces = {
  message: "response.output_text",
  reasoning: "response.reasoning_summary_text",
  function_call: "response.function_call_arguments",
} as const;

/** One output item while it grows. */
export class OutputItem {
  readonly identity: Identity;
  readonly #emit: Emit;
  #text = "";
  #details: unknown[] = [];
  #open = true;

  constructor(identity: Identity, emit: Emit) {
    this.identity = identity;
    this.#emit = emit;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  begin(): readonly DialectFrame[] {
    const { kind, index } = this.identity;
    const added = this.#emit("response.output_item.added", {
      output_index: index,
      item: this.#item("in_progress", ""),
    });
    if (kind === "message")
      return [added, this.#part("response.content_part.added", outputText(""))];
    if (kind === "reasoning")
      return [
        added,
        this.#part("response.reasoning_summary_part.added", summaryText("")),
      ];
    return [added];
  }

  add(delta: string): readonly DialectFrame[] {
    if (delta === "") return [];
    this.#text += delta;
    const name = `${pieces[this.identity.kind]}.delta`;
    return [this.#emit(name, { ...this.#place(), delta })];
  }

  keep(details: readonly unknown[]): void {
    this.#details.push(...details);
  }

  /** Frames are numbered as they are made, so they are made in their order. */
  close(): readonly DialectFrame[] {
    if (!this.#open) return [];
    this.#open = false;
    const { kind, index, name } = this.identity;
    const type = `${pieces[kind]}.done`;
    const text = this.#written;
    const frames: DialectFrame[] = [];
    if (kind === "function_call")
      frames.push(
        this.#emit(type, { ...this.#place(), arguments: text, name }),
      );
    else frames.push(this.#emit(type, { ...this.#place(), text }));
    if (kind === "message")
      frames.push(this.#part("response.content_part.done", outputText(text)));
    if (kind === "reasoning")
      frames.push(
        this.#part("response.reasoning_summary_part.done", summaryText(text)),
      );
    const item = this.whole();
    const whole = { output_index: index, item };
    return [...frames, this.#emit("response.output_item.done", whole)];
  }

  /** The item as it stands in the finished output. */
  whole(): JsonObject {
    return this.#item("completed", this.#written);
  }

  /** Arguments are JSON text here, so that none at all are an empty object. */
  get #written(): string {
    const isCall = this.identity.kind === "function_call";
    return isCall && this.#text === "" ? "{}" : this.#text;
  }

  #place(): JsonObject {
    const { kind, id, index } = this.identity;
    const place = { item_id: id, output_index: index };
    if (kind === "message") return { ...place, content_index: 0 };
    return kind === "reasoning" ? { ...place, summary_index: 0 } : place;
  }

  #part(type: string, part: JsonObject): DialectFrame {
    return this.#emit(type, { ...this.#place(), part });
  }

  #item(status: string, text: string): JsonObject {
    const { kind, id, callId, name } = this.identity;
    if (kind === "message") {
      const content = status === "completed" ? [outputText(text)] : [];
      return { id, type: kind, status, role: "assistant", content };
    }
    if (kind === "function_call")
      return { id, type: kind, status, call_id: callId, name, arguments: text };
    const sealed = sealDetails(this.#details);
    return {
      id,
      type: kind,
      summary: text === "" ? [] : [summaryText(text)],
      ...(sealed === undefined ? {} : { encrypted_content: sealed }),
    };
  }
}

function outputText(text: string): JsonObject {
  return { type: "output_text", text, annotations: [] };
}

function summaryText(text: string): JsonObject {
  return { type: "summary_text", text };
}
