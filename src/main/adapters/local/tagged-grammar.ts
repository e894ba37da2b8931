import type {
  ArgumentForms,
  ArgumentTags,
  ValueForm,
} from "./argument-tags.ts";
import { anyOf, literal, type Gbnf } from "./gbnf.ts";
import { formatOf } from "./json-grammar.ts";
import {
  fieldList,
  type ObjectNotation,
  type TypeContext,
} from "./object-notation.ts";
import { SchemaGrammar } from "./schema-grammar.ts";
import { countOf } from "./schema-types.ts";
import type { Json } from "./schema-words.ts";
import { taggedText, type TaggedText } from "./tagged-text.ts";
import { textUntil } from "./text-until.ts";

/** Names that a schema leaves open: all that any tag has room for. */
const freeName = "[A-Za-z0-9_.-]{1,64}";

/** Grammar rules of arguments that stand between tags, in one notation of these. */
export class TaggedGrammar {
  #gbnf: Gbnf;
  #tags: ArgumentTags;
  #until: string | undefined;

  constructor(gbnf: Gbnf, tags: ArgumentTags) {
    this.#gbnf = gbnf;
    this.#tags = tags;
  }

  /** The rule of a function's arguments, and how each is read. Throws as SchemaGrammar does. */
  arguments(parameters: Json): {
    readonly rule: string;
    readonly forms: ArgumentForms;
  } {
    const own = this.#arguments(parameters, false);
    // An argument that alternatives write in two ways would be read in one of them only.
    return own.forms.isMixed ? this.#arguments(parameters, true) : own;
  }

  #arguments(parameters: Json, isAllJson: boolean) {
    const forms = new Forms();
    const schema = new SchemaGrammar(this.#gbnf, parameters);
    const textOf = (own: unknown) =>
      isAllJson ? undefined : taggedText(own, parameters, this.#tags.end);
    const rule = schema.arguments((context) =>
      this.#notation(context, forms, textOf),
    );
    return { rule, forms };
  }

  #notation(
    context: TypeContext,
    forms: Forms,
    textOf: (schema: unknown) => TaggedText | undefined,
  ): ObjectNotation {
    const { before } = this.#tags;
    const valueOf = (schema: unknown): { form: ValueForm; rule: string } => {
      const text = textOf(schema);
      const rule = text
        ? this.#text(text, context)
        : this.#json(context.value(schema));
      const form = text?.isNullable ? "nullable" : "text";
      return { form: text ? form : "json", rule };
    };
    return {
      field: (name, schema) => {
        const { form, rule } = valueOf(schema);
        forms.list(name, form);
        return `${literal(before + name)} ${rule}`;
      },
      object: (fields) => fieldList(fields, this.#gbnf, '""'),
      map: (schema, count) => {
        const { form, rule } = valueOf(schema);
        forms.leaveOpen(form);
        const one = `${literal(before)} ${freeName} ${rule}`;
        return this.#gbnf.times(this.#gbnf.rule(one), count);
      },
    };
  }

  /** From what stands after a name to the tag's end. */
  #json(value: string): string {
    const { between, betweenJson = between, lead, end, tail } = this.#tags;
    return `${literal(betweenJson)} ${value} ${literal(lead + end + tail)}`;
  }

  #text(
    { literals, free, isNullable }: TaggedText,
    context: TypeContext,
  ): string {
    const { between, lead, end, tail } = this.#tags;
    const rules = [
      ...literals.map((value) => literal(value + lead + end + tail)),
      ...free.map((schema) => this.#free(schema, context)),
    ];
    const text = `${literal(between)} ${anyOf(rules)}`;
    const both = isNullable ? [text, this.#json(literal("null"))] : [text];
    return this.#gbnf.rule(anyOf(both), rules.length + both.length);
  }

  /** A text of any signs to the first end; one whose length is bounded has no `<`. */
  #free(schema: Json, context: TypeContext): string {
    const { lead, end, tail } = this.#tags;
    const after = literal(lead + end + tail);
    const format = formatOf(schema.format);
    if (format !== undefined) return this.#gbnf.rule(`${format} ${after}`);
    const { least = 0, most } = countOf(schema, "Length", context);
    const any = `${this.#untilEnd()} ${literal(tail)}`;
    const sign = this.#gbnf.rule("[^<\\x00]");
    if (most !== undefined)
      return `${this.#gbnf.times(sign, { least, most })} ${after}`;
    if (least === 0) return any;
    // The last one that must be is no line break, which might be the end's.
    const must = this.#gbnf.times(sign, { least: least - 1, most: least - 1 });
    return `${must} [^<\\x00\\n] ${any}`;
  }

  #untilEnd(): string {
    this.#until ??= textUntil(this.#gbnf, this.#tags.end);
    return this.#until;
  }
}

/** Filled while rules are made. */
class Forms implements ArgumentForms {
  #listed = new Map<string, ValueForm>();
  #others: ValueForm | undefined;
  #isMixed = false;

  get listed(): ReadonlyMap<string, ValueForm> {
    return this.#listed;
  }

  get others(): ValueForm | undefined {
    return this.#others;
  }

  get isMixed(): boolean {
    const isBoth = this.#others !== undefined && this.#listed.size > 0;
    return this.#isMixed || isBoth;
  }

  list(name: string, form: ValueForm): void {
    this.#isMixed ||= (this.#listed.get(name) ?? form) !== form;
    this.#listed.set(name, form);
  }

  leaveOpen(form: ValueForm): void {
    this.#isMixed ||= (this.#others ?? form) !== form;
    this.#others = form;
  }
}
