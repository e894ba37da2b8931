import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  createIncrementalMarkdown,
  groupSize,
  type MarkdownBlocks,
} from "#renderer/components/markdown/blocks.ts";
import { lexMarkdown } from "#renderer/components/markdown/lexer.ts";

const read = vi.hoisted(() => ({ characters: 0 }));
vi.mock("#renderer/components/markdown/lexer.ts", async (original) => {
  const lexer = await original<{ lexMarkdown: typeof lexMarkdown }>();
  return {
    ...lexer,
    lexMarkdown: (...given: Parameters<typeof lexMarkdown>) => {
      read.characters += given[0].length;
      return lexer.lexMarkdown(...given);
    },
  };
});

/** Tokens without `raw`: where blank lines between blocks are counted draws nothing. */
function bare(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === "raw" ? undefined : inner,
    ),
  );
}

function whole(text: string): unknown {
  const drawn = lexMarkdown(text.replace(/\r\n?/g, "\n")).tokens.filter(
    (token) => token.type !== "space" && token.type !== "def",
  );
  return bare(drawn);
}

function blocksOf(parsed: MarkdownBlocks): unknown {
  return bare(parsed.groups.flat());
}

function stream(pieces: readonly string[]): unknown {
  const markdown = createIncrementalMarkdown();
  let text = "";
  for (const piece of pieces) {
    text += piece;
    markdown.parse(text, false);
  }
  return blocksOf(markdown.parse(text, true));
}

const fragments = [
  "Plain words. ",
  "word",
  "\n",
  "\n\n",
  "\r\n",
  "# Heading",
  "Setext\n===",
  "---\n",
  "- item\n",
  "  - nested\n",
  "- [x] done\n",
  "1. one\n",
  "2",
  ". ",
  "    indented\n",
  "```sql\nSELECT 1;\n",
  "```",
  "~~~\n",
  "> quote\n",
  "| a | b |\n|---|---|\n| 1 | 2 |\n",
  "$$\nx^2\n$$\n",
  "$a_1$ ",
  "\\(y\\) ",
  "\\[\nz\n\\]\n",
  "<div>\n",
  "</div>\n",
  "<!-- c",
  "-->",
  "[label]: https://example.org/a\n",
  "[text][label] ",
  "**bold** ",
  "*",
  "`code` ",
  "![i](https://example.org/i.png) ",
  "漢字。",
  "😀",
];

describe("incremental Markdown", () => {
  it("gives the tokens of the whole text however the text was split", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...fragments), { maxLength: 14 }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        (parts, cuts) => {
          const text = parts.join("");
          const at = [0, ...cuts.filter((cut) => cut < text.length)].sort(
            (left, right) => left - right,
          );
          const pieces = at.map((start, index) =>
            text.slice(start, at[index + 1]),
          );
          expect(stream(pieces)).toEqual(whole(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("does not take white space at the end of a line for a blank one", () => {
    const text = ". $$\nx^2\n$$\n- item\nPlain words. \n# Heading$$\n";
    const cut = text.indexOf("Heading");
    expect(stream([text.slice(0, cut), text.slice(cut)])).toEqual(whole(text));
  });

  it("gives the tokens of the whole text when it comes letter by letter", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...fragments), { maxLength: 8 }),
        (parts) => {
          const text = parts.join("");
          expect(stream(text.split(""))).toEqual(whole(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keeps settled blocks and full groups as the same objects", () => {
    const markdown = createIncrementalMarkdown();
    const text = Array.from(
      { length: groupSize * 3 },
      (_, index) => `Paragraph ${index}.`,
    ).join("\n\n");
    const before = markdown.parse(text, false);
    const after = markdown.parse(`${text} And more.`, false);
    expect(after.groups[0]).toBe(before.groups[0]);
    expect(after.groups[1]).toBe(before.groups[1]);
    expect(after.groups[2]?.[0]).toBe(before.groups[2]?.[0]);
    expect(after.groups[2]?.at(-1)).not.toBe(before.groups[2]?.at(-1));
  });

  it("hides half of a closing fence and shows the code before it", () => {
    const markdown = createIncrementalMarkdown();
    const parsed = markdown.parse("```ts\nlet a = 1;\n``", false);
    expect(blocksOf(parsed)).toEqual([
      { type: "code", lang: "ts", text: "let a = 1;" },
    ]);
  });

  it("turns earlier references into links once their definition is there", () => {
    const markdown = createIncrementalMarkdown();
    markdown.parse("See [docs].\n\nMore.\n\n", false);
    const parsed = markdown.parse(
      "See [docs].\n\nMore.\n\n[docs]: https://example.org\n\nEnd\n",
      false,
    );
    expect(JSON.stringify(blocksOf(parsed))).toContain("https://example.org");
  });

  it("starts anew with a text that is not a continuation", () => {
    const markdown = createIncrementalMarkdown();
    markdown.parse("One.\n\nTwo.\n\nThree.", false);
    expect(blocksOf(markdown.parse("# Other", true))).toEqual(whole("# Other"));
  });

  it("reads no more per step at the end of a long reply than at its start", () => {
    const markdown = createIncrementalMarkdown();
    let text = "";
    const readBy = (piece: string): number => {
      const before = read.characters;
      text += piece;
      markdown.parse(text, false);
      return read.characters - before;
    };
    const paragraph = "Some **bold** words and `code` in a paragraph.\n\n";
    readBy(paragraph);
    const early = readBy("word ");
    for (let step = 0; step < 2_000; step += 1) readBy(`\n\n${paragraph}`);
    expect(readBy("word ")).toBeLessThanOrEqual(early + paragraph.length + 4);
    readBy("\n\n```ts\n");
    for (let step = 0; step < 2_000; step += 1) readBy("const a = 1;\n");
    expect(readBy("const b")).toBe(0);
  });
});
