import type { DialectFrame } from "../dialect.ts";
import type { JsonObject } from "../json.ts";
import { sealDetails } from "./reasoning-item.ts";

/** Makes one numbered frame; its SSE name is its type. */
export type Emit = (type: string, fields: JsonObject) => DialectFrame;

export interface ItemIdentity {
  readonly kind: "message" | "reasoning" | "call";
  readonly id: string;
  /** Position among the output items. */
  readonly index: number;
}

/** One output item while it grows. */
export interface OutputItem {
  readonly identity: ItemIdentity;
  readonly isOpen: boolean;
  begin(): readonly DialectFrame[];
  add(delta: string): readonly DialectFrame[];
  close(): readonly DialectFrame[];
  /** The item as it stands in the output: incomplete as long as it is open. */
  whole(): JsonObject;
}

export type SpokenKind = Exclude<ItemIdentity["kind"], "call">;

/** Names of the frames of each kind: a piece, and the piece as a whole. */
const pieces = {
  message: "response.output_text",
  reasoning: "response.reasoning_summary_text",
} as const;

/** What is said or thought. */
export class SpokenItem implements OutputItem {
  readonly identity: ItemIdentity & { readonly kind: SpokenKind };
  readonly #emit: Emit;
  #text = "";
  #details: unknown[] = [];
  #open = true;

  constructor(identity: SpokenItem["identity"], emit: Emit) {
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
    return [
      added,
      this.#part("response.reasoning_summary_part.added", summaryText("")),
    ];
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
    const { kind, index } = this.identity;
    const text = this.#text;
    const frames = [
      this.#emit(`${pieces[kind]}.done`, { ...this.#place(), text }),
    ];
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

  whole(): JsonObject {
    const status = this.#open ? "incomplete" : "completed";
    return this.#item(status, this.#text);
  }

  #place(): JsonObject {
    const { kind, id, index } = this.identity;
    const place = { item_id: id, output_index: index };
    return kind === "message"
      ? { ...place, content_index: 0 }
      : { ...place, summary_index: 0 };
  }

  #part(type: string, part: JsonObject): DialectFrame {
    return this.#emit(type, { ...this.#place(), part });
  }

  #item(status: string, text: string): JsonObject {
    const { kind, id } = this.identity;
    if (kind === "message") {
      const content = status === "in_progress" ? [] : [outputText(text)];
      return { id, type: kind, status, role: "assistant", content };
    }
    const sealed = sealDetails(this.#details);
    return {
      id,
      type: kind,
      ...(status === "incomplete" && { status }),
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
