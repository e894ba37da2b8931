import type { StoredMessage } from "#shared/chat/conversation.ts";
import type { Comparison, Vote } from "#shared/compare/comparison.ts";
import { columnLetter } from "../merge/merge-prompt.ts";
import { messageText } from "./message-text.ts";
import { tokensPerSecond } from "./voted-reply.ts";

export interface ExportedColumn {
  readonly id: string;
  readonly model: string;
  /** The branch on show, oldest first. */
  readonly messages: readonly StoredMessage[];
}

export interface ExportedMerge {
  readonly model: string;
  readonly text: string;
}

export interface ExportedComparison {
  readonly comparison: Comparison;
  readonly columns: readonly ExportedColumn[];
  readonly votes: readonly Vote[];
  readonly merges: readonly ExportedMerge[];
}

/** A comparison to read elsewhere: per prompt a table of the replies and then the replies. */
export function exportMarkdown(exported: ExportedComparison): string {
  const { comparison, columns, merges } = exported;
  const { title, tags, systemPrompt, createdAt } = comparison;
  const turns = Math.max(0, ...columns.map((column) => turnsOf(column).length));
  return [
    `# ${title || "Comparison"}`,
    [createdAt.slice(0, 10), ...tags.map((tag) => `#${tag}`)].join(" · "),
    ...(systemPrompt === "" ? [] : ["## System prompt", systemPrompt]),
    ...Array.from({ length: turns }, (_, turn) =>
      turnText(exported, turn),
    ).flat(),
    ...merges.flatMap(({ model, text }) => [`## Merged by ${model}`, text]),
    "",
  ].join("\n\n");
}

interface Turn {
  readonly prompt: string;
  readonly reply?: StoredMessage;
}

function turnsOf(column: ExportedColumn): readonly Turn[] {
  const { messages } = column;
  return messages.flatMap((message, index) => {
    if (message.role !== "user") return [];
    const next = messages[index + 1];
    const prompt = messageText(message.parts);
    return next?.role === "assistant"
      ? [{ prompt, reply: next }]
      : [{ prompt }];
  });
}

function turnText(
  { columns, votes }: ExportedComparison,
  turn: number,
): readonly string[] {
  const present = columns.flatMap((column, place) => {
    const found = turnsOf(column)[turn];
    const name = `${columnLetter(place)} · ${column.model}`;
    return found === undefined ? [] : [{ ...found, column, name }];
  });
  const [first] = present;
  const rows = present.map(({ reply, name, column }) =>
    row([name, ...figures(reply), verdict(votes, column.id, reply)]),
  );
  const table = [
    row(["", "First token", "Tokens/s", "Tokens", "Cost", "End", "Verdict"]),
    "|---|--:|--:|--:|--:|---|---|",
    ...rows,
  ].join("\n");
  const answers = present.flatMap(({ name, prompt, reply }) => [
    `### ${name}`,
    ...(prompt === first?.prompt ? [] : [quoted(prompt)]),
    ...(reply === undefined ? [] : [messageText(reply.parts)]),
    ...(reply?.error === undefined ? [] : [`*${reply.error.message}*`]),
  ]);
  return [`## Prompt ${turn + 1}`, first?.prompt ?? "", table, ...answers];
}

function figures(reply: StoredMessage | undefined): readonly string[] {
  const { usage, timings, finishReason, status } = reply ?? {};
  const speed = reply === undefined ? undefined : tokensPerSecond(reply);
  const cost = usage?.costNanoUsd;
  return [
    milliseconds(timings?.firstTokenMs),
    speed === undefined ? "" : speed.toFixed(0),
    usage === undefined ? "" : String(usage.outputTokens),
    cost === undefined ? "" : `$${(cost / 1e9).toFixed(6)}`,
    status === "complete" ? (finishReason ?? "") : (status ?? ""),
  ];
}

function verdict(
  votes: readonly Vote[],
  columnId: string,
  reply: StoredMessage | undefined,
): string {
  const vote = votes.find((it) =>
    it.replies.some(({ messageId }) => messageId === reply?.id),
  );
  if (vote === undefined) return "";
  const { outcome } = vote;
  if (outcome === "tie") return "tie";
  if (outcome === "all-bad") return "bad";
  return outcome.best === columnId ? "best" : "";
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? "" : `${(value / 1_000).toFixed(2)} s`;
}

function row(cells: readonly string[]): string {
  const escaped = cells.map((cell) =>
    cell.replaceAll(/[|\\]/g, String.raw`\$&`).replaceAll(/\s+/g, " "),
  );
  return `| ${escaped.join(" | ")} |`;
}

function quoted(text: string): string {
  return text.replaceAll(/^/gm, "> ");
}
