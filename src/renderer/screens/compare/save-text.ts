/** Hands a text to the person as a file. */
export function saveText(file: {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}): void {
  const url = URL.createObjectURL(
    new Blob([file.text], { type: file.mediaType }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = file.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
