import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { messages } from "#renderer/messages/en.ts";
import { t } from "#renderer/messages/t.ts";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];

const entries = Object.entries<string>(messages);

/** Names of the arguments as the formatter reads them. */
function parsedNames(elements: readonly Element[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const element of elements) {
    const within =
      "options" in element
        ? Object.values(element.options).flatMap(({ value }) => value)
        : "children" in element
          ? element.children
          : [];
    for (const name of parsedNames(within)) names.add(name);
    if ("value" in element && element.type !== 0 && !("children" in element))
      names.add(element.value);
  }
  return names;
}

/** Names of the arguments as the type checker reads them from the text. */
function typedNames(text: string): ReadonlySet<string> {
  const names = text.matchAll(
    /\{(\w+)(?:\}|, (?:plural|select|selectordinal|number|date|time))/g,
  );
  return new Set([...names].map(([, name]) => name ?? ""));
}

function sources(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("messages"))
    .map((name) => readFileSync(join(directory, name), "utf8"));
}

describe("the catalogue", () => {
  test.each(entries)(
    "%s is a message whose arguments the types see",
    (_, text) => {
      const parsed = parsedNames(new IntlMessageFormat(text, "en").getAst());
      expect(typedNames(text)).toEqual(parsed);
    },
  );

  test("speaks quietly", () => {
    expect(entries.filter(([, text]) => text.includes("!"))).toEqual([]);
  });

  test("holds nothing that no screen says", () => {
    const code = sources(
      fileURLToPath(new URL("../../../src/renderer", import.meta.url)),
    ).join("\n");
    const stems = [...code.matchAll(/`([\w.-]+\.)\$\{/g)].map(
      ([, stem]) => stem ?? "",
    );
    const unsaid = entries
      .map(([key]) => key)
      .filter(
        (key) =>
          !code.includes(`"${key}"`) &&
          !stems.some((stem) => key.startsWith(stem)),
      );
    expect(unsaid).toEqual([]);
  });

  test("plurals agree", () => {
    expect(t("models.found", { count: 15 })).toBe("15 found");
    expect(t("connection.local", { count: 2 })).toBe("2 local");
    expect(t("models.refreshed", { added: 1, removed: 0, repriced: 3 })).toBe(
      "1 new model, none gone, 3 prices changed.",
    );
  });
});
