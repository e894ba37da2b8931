import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const renderer = fileURLToPath(new URL("../../src/renderer", import.meta.url));
const tokens = readFileSync(join(renderer, "tokens.css"), "utf8");
const [light = "", dark = ""] = tokens.split(':root[data-theme="dark"]');
const styleSheets = readdirSync(renderer, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".css") && name !== "tokens.css")
  .map((name) => ({ name, css: readFileSync(join(renderer, name), "utf8") }));

const names = (css: string) =>
  [...css.matchAll(/^ {2}(--[\w-]+):/gm)].map(([, name]) => name ?? "");

/** Relative luminance of an achromatic-enough OKLCH colour, by its lightness alone. */
function lightness(css: string, name: string): number {
  const value = new RegExp(`${name}: (?:oklch\\(([\\d.]+)|(#fff))`).exec(css);
  if (value === null) throw new Error(`No ${name}`);
  return value[2] === undefined ? Number(value[1]) : 1;
}

function contrast(css: string, text: string, surface: string): number {
  const [high = 0, low = 0] = [lightness(css, text), lightness(css, surface)]
    .map((value) => value ** 3)
    .toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe("tokens", () => {
  test.each(styleSheets)(
    "$name names no raw colour, size or duration",
    ({ css }) => {
      const declarations = css
        .replaceAll(/\/\*.*?\*\//gs, "")
        .replaceAll(/@(?:media|container)[^{]*/g, "");
      expect(
        declarations.match(/#[\da-f]{3,8}\b|\b(?:oklch|rgb|hsl)a?\(/gi) ?? [],
      ).toEqual([]);
      expect(
        declarations.match(/(?<![\w-])[1-9][\d.]*(?:px|rem|pt)\b/g) ?? [],
      ).toEqual([]);
      expect(declarations.match(/(?<![\w-])[1-9][\d.]*m?s\b/g) ?? []).toEqual(
        [],
      );
    },
  );

  test.each(styleSheets)("$name uses only tokens that exist", ({ css }) => {
    const known = new Set([...names(tokens), ...names(css)]);
    const given =
      /^--(?:anchor|available|transform|active|sidebar-shown|popup)/;
    const unknown = [...css.matchAll(/var\(\s*(--[\w-]+)/g)]
      .map(([, name]) => name ?? "")
      .filter((name) => !known.has(name) && !given.test(name));
    expect(unknown).toEqual([]);
  });

  test("dark knows every colour that light has", () => {
    const colours = [...light.matchAll(/^ {2}(--[\w-]+): (?:oklch|#)/gm)].map(
      ([, name]) => name ?? "",
    );
    const inDark = new Set(names(dark));
    expect(colours.filter((name) => !inDark.has(name))).toEqual([]);
  });

  test.each([
    ["light", light],
    ["dark", dark],
  ])("text stands out in %s", (_, css) => {
    for (const surface of ["--canvas", "--panel", "--raised", "--inset"]) {
      expect(contrast(css, "--text", surface)).toBeGreaterThanOrEqual(7);
      expect(contrast(css, "--muted", surface)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(css, "--faint", surface)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
