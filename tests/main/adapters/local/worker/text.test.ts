import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionText } from "#main/adapters/local/worker/completion-text.ts";
import { StopMatcher } from "#main/adapters/local/worker/stop-matcher.ts";
import { TokenDecoder } from "#main/adapters/local/worker/text-decoder.ts";
import type { Piece } from "#main/adapters/local/worker/splitter.ts";
import { ThoughtSplitter } from "#main/adapters/local/worker/thought-splitter.ts";

/** Cuts a text into pieces at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const ordered = [
    ...new Set(places.map((place) => place % (text.length + 1))),
  ];
  ordered.sort((a, b) => a - b);
  return [0, ...ordered].map((from, index) =>
    text.slice(from, ordered[index] ?? text.length),
  );
}

describe("stop strings", () => {
  it("are found however the text is cut, and nothing before one is lost", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "\n") });
    const stop = letters.filter((text) => text !== "");
    fc.assert(
      fc.property(
        letters,
        fc.array(stop, { maxLength: 3 }),
        fc.array(fc.nat(50)),
        (text, stops, places) => {
          const matcher = new StopMatcher(stops);
          let seen = "";
          let stopped = false;
          for (const piece of cut(text, places)) {
            const result = matcher.push(piece);
            seen += result.text;
            if (!result.stopped) continue;
            stopped = true;
            break;
          }
          if (!stopped) seen += matcher.flush();
          const firsts = stops
            .map((each) => text.indexOf(each))
            .filter((at) => at >= 0);
          // A longer stop string may begin earlier than the one that is complete first.
          if (firsts.length === 0) expect(seen).toBe(text);
          else {
            expect(stopped).toBe(true);
            expect(text.startsWith(seen)).toBe(true);
            expect(stops.some((each) => seen.includes(each))).toBe(false);
            const rest = text.slice(seen.length);
            expect(stops.some((each) => rest.startsWith(each))).toBe(true);
          }
        },
      ),
    );
  });
});

describe("thinking", () => {
  const markers = { prefix: "<think>", suffix: "</think>", open: false };
  const join = (pieces: readonly Piece[], type: Piece["type"]) =>
    pieces
      .filter((piece) => piece.type === type)
      .map(({ text }) => text)
      .join("");

  it("is told from the answer however the text is cut", () => {
    const text = "<think>\nA < B, so\n</think>\n\nB <thin> wins";
    fc.assert(
      fc.property(fc.array(fc.nat(60)), (places) => {
        const splitter = new ThoughtSplitter(markers);
        const pieces = cut(text, places).flatMap((piece) => [
          ...splitter.push(piece),
        ]);
        pieces.push(...splitter.flush());
        expect(join(pieces, "reasoning")).toBe("A < B, so\n");
        expect(join(pieces, "text")).toBe("B <thin> wins");
      }),
    );
  });

  it("may be open from the start, and end within", () => {
    const splitter = new ThoughtSplitter({ ...markers, open: true });
    const pieces = [...splitter.push("hm</think>ok"), ...splitter.flush()];
    expect(pieces).toEqual([
      { type: "reasoning", text: "hm" },
      { type: "text", text: "ok" },
    ]);
    const endless = new ThoughtSplitter({ ...markers, open: true });
    expect([...endless.push("hm</thi"), ...endless.flush()]).toEqual([
      { type: "reasoning", text: "hm" },
      { type: "reasoning", text: "</thi" },
    ]);
  });
});

describe("tokens as text", () => {
  /** A tokenizer whose tokens are bytes. */
  const bytes = {
    detokenize: (tokens: readonly number[]) =>
      Buffer.from(tokens).toString("utf8"),
  } as unknown as ConstructorParameters<typeof TokenDecoder>[0];

  it("never tears a character apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const decoder = new TokenDecoder(bytes, []);
        const whole = text.toWellFormed();
        const pieces = [...Buffer.from(whole)].map((byte) =>
          decoder.push(byte as never),
        );
        pieces.push(decoder.flush());
        expect(pieces.join("")).toBe(whole);
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      }),
    );
  });

  it("does not wait for ever for bytes that are no character", () => {
    const decoder = new TokenDecoder(bytes, []);
    const pieces = [0xff, 0xff, 0xff, 0xff, 0x41].map((byte) =>
      decoder.push(byte as never),
    );
    expect(pieces.join("")).toContain("A");
  });
});

describe("plain completion", () => {
  it("is the conversation as one text that goes on", () => {
    expect(
      completionText([
        { role: "system", text: "Tales." },
        { role: "user", text: "Once upon a time" },
        { role: "assistant", text: " there was a cat." },
        { role: "user", text: "Then" },
        { role: "assistant", text: " it slept.\n" },
        { role: "user", text: "The end" },
      ]),
    ).toBe(
      "Tales.\nOnce upon a time there was a cat.\nThen it slept.\nThe end",
    );
  });
});
