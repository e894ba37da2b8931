import type { CalledTool, DialectFrame } from "../dialect.ts";
import { defined, type JsonObject } from "../json.ts";
import { callForms, type CallForm } from "./call-forms.ts";
import { FreeformInput } from "./freeform-input.ts";
import type { Emit, ItemIdentity, OutputItem } from "./output-item.ts";

export interface Call {
  readonly callId: string;
  readonly tool: CalledTool;
}

/** A call of one of the client's tools, in the form that it was declared in. */
export class CallItem implements OutputItem {
  readonly identity: ItemIdentity;
  readonly #call: Call;
  readonly #form: CallForm;
  readonly #emit: Emit;
  readonly #input: FreeformInput | undefined;
  #arguments = "";
  #isOpen = true;

  constructor(identity: ItemIdentity, call: Call, emit: Emit) {
    this.identity = identity;
    this.#call = call;
    this.#emit = emit;
    const { form } = call.tool;
    this.#form = callForms[form];
    if (form === "custom") this.#input = new FreeformInput();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  begin(): readonly DialectFrame[] {
    const item = this.#item("in_progress", "");
    return [this.#emit("response.output_item.added", this.#placed({ item }))];
  }

  add(delta: string): readonly DialectFrame[] {
    this.#arguments += delta;
    return this.#tell(this.#input ? this.#input.push(delta) : delta);
  }

  close(): readonly DialectFrame[] {
    if (!this.#isOpen) return [];
    this.#isOpen = false;
    const frames = [...this.#tell(this.#input?.end() ?? "")];
    const item = this.whole();
    const { pieces } = this.#form;
    if (pieces) {
      const { event, field } = pieces;
      const { form, name } = this.#call.tool;
      const told = {
        [field]: item[field],
        ...(form === "function" && { name }),
      };
      frames.push(
        this.#emit(`${event}.done`, this.#placed(told, this.identity.id)),
      );
    }
    return [
      ...frames,
      this.#emit("response.output_item.done", this.#placed({ item })),
    ];
  }

  whole(): JsonObject {
    if (this.#isOpen) return this.#item("incomplete", this.#arguments);
    // Arguments are JSON text here, so that none at all are an empty object.
    const { form } = this.#call.tool;
    const isNone = form === "function" && this.#arguments === "";
    return this.#item("completed", isNone ? "{}" : this.#arguments);
  }

  #tell(delta: string): readonly DialectFrame[] {
    const { pieces } = this.#form;
    if (delta === "" || !pieces) return [];
    const place = this.#placed({ delta }, this.identity.id);
    return [this.#emit(`${pieces.event}.delta`, place)];
  }

  #placed(fields: JsonObject, itemId?: string): JsonObject {
    const { index } = this.identity;
    return { ...defined({ item_id: itemId }), output_index: index, ...fields };
  }

  #item(status: string, json: string): JsonObject {
    const { callId, tool } = this.#call;
    const { form, name, namespace } = tool;
    const isNamed = form === "function" || form === "custom";
    return {
      id: this.identity.id,
      type: this.#form.type,
      status,
      call_id: callId,
      ...(isNamed && defined({ name, namespace })),
      ...this.#form.fields(json),
    };
  }
}
