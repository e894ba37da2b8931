import type { FilePart } from "#shared/chat/message.ts";

/** An attached text file as prompt text: named, in a fence longer than any inside. */
export function fencedFile(file: FilePart): string {
  const runs = file.text.match(/`{3,}/g) ?? [];
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  const end = file.text.endsWith("\n") ? "" : "\n";
  return `File: ${file.name}\n${fence}\n${file.text}${end}${fence}`;
}
