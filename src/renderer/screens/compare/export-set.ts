import type { PromptSet } from "#shared/compare/prompt-set.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { saveText } from "#renderer/stores/app-download.ts";

const files = {
  csv: { extension: "csv", mediaType: "text/csv" },
  jsonl: { extension: "jsonl", mediaType: "application/jsonl" },
  markdown: { extension: "md", mediaType: "text/markdown" },
} as const;

/** The whole set with all answers as one file. */
export async function exportSet(
  set: Pick<PromptSet, "id" | "title">,
  format: keyof typeof files,
): Promise<void> {
  const { extension, mediaType } = files[format];
  const name = set.title.replaceAll(/[^\p{L}\p{N} ._-]+/gu, "-").trim();
  try {
    let text = "";
    const pieces = await client.promptSets.export({ id: set.id, format });
    for await (const piece of pieces) text += piece.text;
    saveText({ fileName: `${name}.${extension}`, mediaType, text });
  } catch (error) {
    toastError(error);
  }
}
