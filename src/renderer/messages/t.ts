import { IntlMessageFormat } from "intl-messageformat";
import { Fragment, createElement, type ReactNode } from "react";
import type { ArgumentNames, TagNames } from "./argument-names.ts";
import { messages, type Messages } from "./en.ts";

export type MessageKey = keyof Messages;

type Arguments<Key extends MessageKey> =
  ArgumentNames<Messages[Key]> extends never
    ? []
    : [values: Readonly<Record<ArgumentNames<Messages[Key]>, string | number>>];

type RichArguments<Key extends MessageKey> = Readonly<
  Record<ArgumentNames<Messages[Key]>, string | number> &
    Record<TagNames<Messages[Key]>, (children: ReactNode) => ReactNode>
>;

/** Language of the interface, as BCP 47; other languages arrive as further catalogues. */
export const locale = "en";

const compiled = new Map<MessageKey, IntlMessageFormat>();

function compile(key: MessageKey): IntlMessageFormat {
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(messages[key], locale);
  compiled.set(key, format);
  return format;
}

/** A message in the interface's language: `t("models.found", { count })`. */
export function t<Key extends MessageKey>(
  key: Key,
  ...[values]: Arguments<Key>
): string {
  return String(compile(key).format(values));
}

/** A message with parts of its own kind: `rich("x.y", { link: (text) => <a …>{text}</a> })`. */
export function rich<Key extends MessageKey>(
  key: Key,
  values: RichArguments<Key>,
): ReactNode {
  const wrapped = Object.fromEntries(
    Object.entries<unknown>(values).map(([name, value]) => [
      name,
      typeof value === "function"
        ? (chunks: readonly ReactNode[]) =>
            createElement(
              Fragment,
              { key: name },
              (value as (children: ReactNode) => ReactNode)(
                createElement(Fragment, null, ...chunks),
              ),
            )
        : (value as string | number),
    ]),
  );
  const parts = compile(key).format<ReactNode>(wrapped);
  return Array.isArray(parts)
    ? createElement(Fragment, null, ...(parts as ReactNode[]))
    : parts;
}

/** True for a key that the catalogue holds; for keys put together at run time. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(messages, key);
}
