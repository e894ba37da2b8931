/** What each kind counts in whatever it is asked to count. */
export const countedTokens = 31;
const vector = [0.25, 0.5];
const openAiVectors = {
  data: [{ object: "embedding", index: 0, embedding: vector }],
  usage: { prompt_tokens: countedTokens, total_tokens: countedTokens },
};

/** By kind: the ends of paths, and what they are answered with. */
const answers = {
  openai: { "/v1/embeddings": openAiVectors },
  openrouter: { "/api/v1/embeddings": openAiVectors },
  anthropic: { "/v1/messages/count_tokens": { input_tokens: countedTokens } },
  gemini: {
    ":batchEmbedContents": {
      embeddings: [{ values: vector }],
      usageMetadata: { promptTokenCount: countedTokens },
    },
    ":countTokens": { totalTokens: countedTokens },
  },
  ollama: {
    "/api/embed": { embeddings: [vector], prompt_eval_count: countedTokens },
  },
} as const satisfies Record<string, Readonly<Record<string, object>>>;

/** Vectors or a count of tokens; undefined where the path is neither's. */
export function answerBesideChat(
  kind: keyof typeof answers,
  path: string,
): object | undefined {
  const known: readonly [string, object][] = Object.entries(answers[kind]);
  return known.find(([end]) => path.endsWith(end))?.[1];
}
