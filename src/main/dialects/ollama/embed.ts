import {
  embeddingExtra,
  refuseGeminiFields,
  textInputs,
  vectorsOf,
  type EmbeddingDialect,
} from "../embedding.ts";
import { arrayOf, countOf, defined, filledString, objectOf } from "../json.ts";

/** `POST /api/embed`; what does not fit is refused instead of cut. */
export const ollamaEmbedding: EmbeddingDialect = {
  encode(request) {
    refuseGeminiFields(request);
    return {
      path: "/api/embed",
      body: {
        model: request.model,
        input: textInputs(request),
        truncate: false,
        ...defined({ dimensions: request.dimensions }),
        ...embeddingExtra(request, "ollama"),
      },
    };
  },
  read(body) {
    const reply = objectOf(body) ?? {};
    const vectors = vectorsOf(arrayOf(reply.embeddings));
    if (!vectors) return undefined;
    return {
      vectors,
      ...defined({
        model: filledString(reply.model),
        inputTokens: countOf(reply.prompt_eval_count),
      }),
    };
  },
};
