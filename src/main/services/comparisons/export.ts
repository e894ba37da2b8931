import {
  exportMarkdown,
  type ExportedComparison,
} from "#main/domain/comparisons/export-markdown.ts";
import { messageText } from "#main/domain/comparisons/message-text.ts";
import { branchOf, type ComparisonContext } from "./dependencies.ts";

export interface ExportedFile {
  fileName: string;
  mediaType: string;
  text: string;
}

/** A comparison as a file: to read, or with everything for programs. */
export function exportComparison(
  context: ComparisonContext,
  id: string,
  format: "markdown" | "json",
): ExportedFile {
  const exported = gather(context, id);
  const name = fileName(exported.comparison.title);
  if (format === "markdown")
    return {
      fileName: `${name}.md`,
      mediaType: "text/markdown",
      text: exportMarkdown(exported),
    };
  return {
    fileName: `${name}.json`,
    mediaType: "application/json",
    text: `${JSON.stringify(exported, undefined, 2)}\n`,
  };
}

function gather(context: ComparisonContext, id: string): ExportedComparison {
  const { comparisons, view } = context;
  const comparison = view(comparisons.get(id));
  return {
    comparison,
    columns: comparison.columns.map((column) => ({
      id: column.id,
      model: column.model,
      messages: branchOf(context, column.conversationId),
    })),
    votes: comparisons.votes({ comparisonId: id }),
    merges: comparisons.merges(id).map(({ conversationId, model }) => ({
      model,
      text: messageText(branchOf(context, conversationId).at(-1)?.parts ?? []),
    })),
  };
}

/** What every file system takes. */
function fileName(title: string): string {
  const plain = title
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return plain === "" ? "comparison" : plain;
}
