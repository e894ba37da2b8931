/**
 * A text as search compares it: case, width, accents and the Greek final sigma make no difference,
 * in any script. Not for display.
 */
export function foldText(text: string): string {
  return (
    text
      .normalize("NFKD")
      // Only the combining accents; the vowel signs of Indic scripts are marks, too.
      .replaceAll(/[\u0300-\u036f]/g, "")
      .toUpperCase()
      .toLowerCase()
      .replaceAll("ς", "σ")
  );
}
