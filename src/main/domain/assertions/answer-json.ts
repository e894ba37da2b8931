/** The JSON of an answer: all of it, or what stands in its first code fence. */
export function answerJson(
  answer: string,
): { readonly value: unknown } | undefined {
  for (const candidate of [answer, fenced(answer)]) {
    if (candidate === undefined) continue;
    try {
      return { value: JSON.parse(candidate) as unknown };
    } catch {
      // The next candidate may be the JSON.
    }
  }
  return undefined;
}

function fenced(answer: string): string | undefined {
  const start = answer.indexOf("```");
  const lineEnd = answer.indexOf("\n", start);
  const end = answer.indexOf("```", lineEnd);
  if (start < 0 || lineEnd < 0 || end < 0) return undefined;
  return answer.slice(lineEnd + 1, end);
}
