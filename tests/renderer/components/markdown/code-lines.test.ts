import fc from "fast-check";
import { expect, it } from "vitest";
import {
  chunkLines,
  linesPerChunk,
} from "#renderer/components/markdown/code-lines.ts";

it("cuts code into runs of lines that together are the code", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "", "  b")), (lines) => {
      const code = Array.from({ length: 9 }, () => lines.join("\n")).join("\n");
      const chunks = chunkLines(code);
      expect(chunks.map((chunk) => chunk.text).join("\n")).toBe(code);
      expect(chunks.filter((chunk) => chunk.last)).toHaveLength(1);
      for (const chunk of chunks.slice(0, -1))
        expect(chunk.text.split("\n")).toHaveLength(linesPerChunk);
      chunks.forEach((chunk, index) =>
        expect(chunk.start).toBe(index * linesPerChunk),
      );
    }),
  );
});
