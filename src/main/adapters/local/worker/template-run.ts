import type { Template } from "@huggingface/jinja";
import { isObject, objectOf } from "#main/dialects/json.ts";

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
    try {
      return render({});
    } catch {
      return render(countedOn(options.tools, today()));
    }
  };
}

/**
 * What some templates fail without: a list of functions, if only of none, a list of arguments for each and a
 * description of each argument, functions as a text and the day beside it. Others would write all that
 * out, though it says nothing.
 */
function countedOn(offered: unknown, datetime: string) {
  const tools = Array.isArray(offered) ? offered.map(described) : [];
  const functions = JSON.stringify(tools, undefined, 4);
  return { tools, functions, datetime };
}

function described(tool: unknown): unknown {
  const own = objectOf(tool) ?? {};
  const { parameters, ...rest } = objectOf(own.function) ?? {};
  const { properties, ...schema } = objectOf(parameters) ?? {};
  const all = Object.entries(objectOf(properties) ?? {}).map(
    ([name, field]) => [
      name,
      isObject(field) ? { description: "", ...field } : field,
    ],
  );
  return {
    ...own,
    function: {
      ...rest,
      parameters: { ...schema, properties: Object.fromEntries(all) },
    },
  };
}
