import {
  isPlainName,
  textWithin,
  type ValueNotation,
} from "../value-notation.ts";
import type { NativeCalls } from "./call-syntax.ts";
import type { GuardedText } from "./guarded-text.ts";

const notation: ValueNotation = {
  quote: '"',
  isPython: true,
  assign: "=",
  isSorted: false,
};

/**
 * Liquid's form of calls. Of its models, many a template lists functions but writes no calls: that is left
 * to whoever calls it, in the form that Liquid's documentation has.
 */
export const liquidCalls: NativeCalls = {
  open: "<|tool_call_start|>[",
  between: "(",
  close: ")]<|tool_call_end|>",
  next: "), ",
  trigger: "<|tool_call_start|>",
  isPlainText: false,
  notation,
  argumentsAs: "object",
  isInText: true,
};

/** Whether a prompt lists functions as these templates do. */
export function listsAsLiquid(prompt: string): boolean {
  return /<\|im_start\|>system\nList of tools: (?:<\|tool_list_start\|>)?\[\{/.test(
    prompt,
  );
}

/** Calls as a message's text. */
export function liquidText(
  calls: readonly { readonly name: string; readonly arguments: string }[],
  guarded: GuardedText,
): string {
  const { open, between, next = "", close } = liquidCalls;
  const quoted = (text: string) =>
    `"${guarded.value(textWithin('"', text)).content}"`;
  const written = calls.map((call) => {
    const own = JSON.parse(call.arguments) as Readonly<Record<string, unknown>>;
    const fields = Object.entries(own).map(([key, value]) => {
      const name = isPlainName(key) ? key : quoted(key);
      return `${name}=${valueText(value, guarded, quoted)}`;
    });
    return call.name + between + fields.join(", ");
  });
  return open + written.join(next) + close;
}

function valueText(
  value: unknown,
  guarded: GuardedText,
  quoted: (text: string) => string,
): string {
  if (typeof value === "string") return quoted(value);
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(guarded.json(value));
}
