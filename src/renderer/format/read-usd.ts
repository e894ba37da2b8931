/**
 * An amount as people type it, in billionths of a dollar; undefined for nothing. Commas part thousands
 * only: taken for anything else, they would make a hundred times as much or a thousandth.
 */
export function readUsd(text: string): number | "wrong" | undefined {
  const amount = text.replaceAll(/[\s$]/g, "");
  if (amount === "") return undefined;
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(amount)) return "wrong";
  const value = Math.round(Number(amount.replaceAll(",", "")) * 1e9);
  return Number.isSafeInteger(value) ? value : "wrong";
}
