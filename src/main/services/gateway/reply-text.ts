import type { StreamEvent } from "#shared/chat/stream-event.ts";

/** A reply as one text: words, thoughts, tool calls and images, each in a line of its own, as prompts are written. */
export interface ReplyText {
  note(event: StreamEvent): void;
  /** Of all that was noted, also where it was not kept. */
  characters(): number;
  /** Whether some of it was not kept. */
  isCut(): boolean;
  toText(): string;
}

interface Piece {
  /** What goes on in this piece; absent where nothing does. */
  readonly of: "text" | "reasoning" | number | undefined;
  text: string;
  readonly end: string;
}

/** Keeps the first `mostCharacters`, and a little more. */
export function createReplyText(mostCharacters: number): ReplyText {
  const pieces: Piece[] = [];
  const calls = new Map<number, Piece>();
  let characters = 0;
  let kept = 0;

  function begin(of: Piece["of"], text: string, end = ""): Piece {
    const piece = { of, text: "", end };
    pieces.push(piece);
    add(piece, text);
    characters += end.length;
    kept += end.length;
    return piece;
  }

  function add(piece: Piece | undefined, text: string): void {
    characters += text.length;
    if (piece === undefined || kept >= mostCharacters) return;
    piece.text += text;
    kept += text.length;
  }

  function goOn(of: "text" | "reasoning", text: string): void {
    const last = pieces.at(-1);
    if (last?.of === of) add(last, text);
    else if (text !== "") begin(of, text);
  }

  return {
    note(event) {
      switch (event.type) {
        case "text-delta":
          return goOn("text", event.text);
        case "reasoning-delta":
          return goOn("reasoning", event.text);
        case "tool-call-start": {
          const { index, name } = event;
          calls.set(index, begin(index, `[${name}(`, ")]"));
          return undefined;
        }
        case "tool-call-delta":
          return add(calls.get(event.index), event.arguments);
        case "image":
          begin(undefined, `[${event.mediaType}]`);
          return undefined;
        default:
          return undefined;
      }
    },
    characters: () => characters,
    isCut: () => kept < characters,
    toText: () => pieces.map(({ text, end }) => text + end).join("\n"),
  };
}
