/** Hands a text to the person as a file. */
export function saveText(file: {
  readonly fileName: string;
  readonly mediaType: string;
  /** Pieces that join to the text. */
  readonly text: string | readonly string[];
}): void {
  const pieces = typeof file.text === "string" ? [file.text] : [...file.text];
  const url = URL.createObjectURL(new Blob(pieces, { type: file.mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
