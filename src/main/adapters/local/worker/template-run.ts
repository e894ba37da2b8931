/** A message as templates know it. */
export interface TemplateMessage {
  readonly role: string;
  readonly content: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: unknown };
  }[];
  readonly tool_call_id?: string;
  readonly name?: string;
}

/** The template's own program. Throws whatever it raises. */
export type TemplateRun = (
  messages: readonly TemplateMessage[],
  options: Readonly<Record<string, unknown>>,
) => string;
