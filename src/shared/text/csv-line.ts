/**
 * One record of a CSV file. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front, which spreadsheets hide.
 */
export function csvLine(
  cells: readonly (string | number | undefined)[],
): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const harmless = /^[\s\uFEFF]*[=+\-@\t\r＝＋－＠]/.test(value)
    ? `'${value}`
    : value;
  return /[",\r\n]/.test(harmless)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}
