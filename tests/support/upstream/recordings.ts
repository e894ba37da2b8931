import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(import.meta.dirname, "../../fixtures/openai-chat");

/** One piece of a recorded stream. */
export type RecordedItem =
  { readonly comment: string } | { readonly data: string };

/** Names of all recorded streams of the openai-chat dialect. */
export function recordingNames(): readonly string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length))
    .toSorted();
}

export function readRecording(name: string): readonly RecordedItem[] {
  return readFileSync(join(directory, `${name}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): RecordedItem => {
      const value = JSON.parse(line) as Record<string, unknown>;
      if (typeof value.comment === "string") return { comment: value.comment };
      return { data: value.done === true ? "[DONE]" : line };
    });
}

export function readFixture(file: string): unknown {
  return JSON.parse(readFileSync(join(directory, file), "utf8"));
}

/** A recorded stream as SSE text. */
export function toSse(
  items: readonly RecordedItem[],
  lineEnd: "\n" | "\r\n" | "\r" = "\n",
): string {
  return items
    .map((item) =>
      "comment" in item
        ? `: ${item.comment}${lineEnd}${lineEnd}`
        : `data: ${item.data}${lineEnd}${lineEnd}`,
    )
    .join("");
}
