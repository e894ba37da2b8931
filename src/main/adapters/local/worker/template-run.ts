import type { Template } from "@huggingface/jinja";
import { countedOn, described, typed } from "./counted-on.ts";

/** A message as templates know it. */
export interface TemplateMessage {
  readonly role: string;
  readonly content: string;
  /** A thought, by the two names that templates have for it. */
  readonly reasoning_content?: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: unknown };
  }[];
  /** Results beside the calls, for templates that know none elsewhere. */
  readonly tool_responses?: readonly {
    readonly name: string;
    readonly response: string;
  }[];
  readonly tool_call_id?: string;
  readonly name?: string;
}

/** The template's own program. Throws whatever it raises. */
export type TemplateRun = (
  messages: readonly TemplateMessage[],
  options: Readonly<Record<string, unknown>>,
) => string;

export interface TemplateSource {
  readonly source: string;
  /** Empty where the model has none. */
  readonly bos: string;
  readonly eos: string;
  /** The day, for templates that ask for it: as 2026-11-30. */
  readonly today: () => string;
}

/** A template with what it counts on. */
export function templateRun(
  template: Template,
  { bos, eos, today }: TemplateSource,
): TemplateRun {
  return (messages, options) => {
    const render = (more: Readonly<Record<string, unknown>>) =>
      template.render({
        messages,
        bos_token: bos,
        eos_token: eos,
        ...options,
        ...more,
      });
    const { tools } = options;
    const attempts = [
      () => render({}),
      () => render(countedOn(tools, today(), described)),
      () => render(countedOn(tools, today(), typed())),
    ];
    let failure: unknown;
    for (const attempt of attempts)
      try {
        return attempt();
      } catch (error) {
        failure = error;
      }
    throw failure;
  };
}
