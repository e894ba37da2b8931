import { setImmediate as nextTurn } from "node:timers/promises";
import type {
  RowPortion,
  RowReader,
  RowSource,
} from "#main/ports/row-reader.ts";
import { readCsv } from "./csv-rows.ts";
import { readJsonLine, textRow } from "./line-rows.ts";

/** Rows between two looks at what else waits. */
const portionRows = 250;

/** Rows of prompts from text that a person typed, pasted or opened. */
export function createRowReader(): RowReader {
  return {
    read({ format, text }: RowSource) {
      switch (format) {
        case "csv":
          return readCsv(text);
        case "jsonl":
          return readPieces(text.split(/\r?\n/), readJsonLine);
        case "lines":
          return readPieces(text.split(/\r?\n/), textRow);
        case "blocks":
          return readPieces(text.split(/(?:\r?\n[^\S\r\n]*){2,}/), textRow);
      }
    },
  };
}

type Piece = ReturnType<typeof textRow>;

async function* readPieces(
  pieces: readonly string[],
  read: (piece: string, line: number) => Piece,
): AsyncIterable<RowPortion> {
  const columns = new Set<string>();
  for (let from = 0; from < pieces.length; from += portionRows) {
    const rows = pieces
      .slice(from, from + portionRows)
      .flatMap((piece, index) =>
        piece.trim() === "" ? [] : [read(piece, from + index + 1)],
      );
    for (const { values } of rows)
      for (const name of Object.keys(values)) columns.add(name);
    yield { columns: [...columns], rows };
    await nextTurn();
  }
}
