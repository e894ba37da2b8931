import fc from "fast-check";
import { expect, test } from "vitest";
import {
  passagesOf,
  type Block,
  type BlockKind,
} from "#renderer/workers/differences/passages.ts";

const scripts = fc.constantFrom(
  "word ",
  "Œuvre, ",
  "naïve ",
  "7,5 % ",
  "−40 °C. ",
  "冷萃咖啡。",
  "ทดสอบ ",
  "한국어 문장. ",
  "עברית ",
  "العربية؟ ",
  "हिन्दी। ",
  "👩‍👩‍👧 ",
  "e\u0301te\u0301 ",
  "\t",
  "\n",
  "a_b.c()",
  "… ",
);

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.array(scripts, { maxLength: 20 }).map((pieces) => pieces.join("")),
);

test("no letter and no digit is lost, in any script and kind of block", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<BlockKind>("prose", "code", "row"),
      text,
      (kind, content) => {
        const block: Block = { kind, text: content };
        const passages = passagesOf([block]);
        const kept = new Set(
          passages.flatMap(({ words }) =>
            words.flatMap(({ start, end }) =>
              Array.from({ length: end - start }, (_, at) => start + at),
            ),
          ),
        );
        const lost = [...content.matchAll(/[\p{L}\p{N}]/gu)].filter(
          ({ index }) => !kept.has(index),
        );
        expect(lost.map(([character]) => character)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test("words stand in their passage, passages in their block, one after the other", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<BlockKind>("prose", "code", "row"),
      text,
      (kind, content) => {
        let end = 0;
        for (const passage of passagesOf([{ kind, text: content }])) {
          expect(passage.start).toBeGreaterThanOrEqual(end);
          expect(passage.end).toBeLessThanOrEqual(content.length);
          let at = passage.start;
          for (const word of passage.words) {
            expect(word.start).toBeGreaterThanOrEqual(at);
            expect(word.end).toBeGreaterThan(word.start);
            at = word.end;
          }
          expect(at).toBeLessThanOrEqual(passage.end);
          ({ end } = passage);
        }
      },
    ),
    { numRuns: 500 },
  );
});
