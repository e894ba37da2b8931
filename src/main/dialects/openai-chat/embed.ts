import {
  embeddingExtra,
  refuseGeminiFields,
  vectorsOf,
  type EmbeddingDialect,
} from "../embedding.ts";
import {
  arrayOf,
  countOf,
  defined,
  filledString,
  isObject,
  objectOf,
} from "../json.ts";
import { readUsage } from "./usage.ts";

/** `POST /embeddings`, always as numbers: base64 is for whoever asked to make. */
export const openAiEmbedding: EmbeddingDialect = {
  encode(request) {
    refuseGeminiFields(request);
    const [only] = request.inputs;
    return {
      path: "/embeddings",
      body: {
        model: request.model,
        input: request.inputs.length === 1 ? only : request.inputs,
        ...defined({ dimensions: request.dimensions }),
        ...embeddingExtra(request, "openai-chat"),
        encoding_format: "float",
      },
    };
  },
  /** By `index` where the entries have one: not every server keeps the order. */
  read(body) {
    const reply = objectOf(body) ?? {};
    const entries = arrayOf(reply.data)
      .filter(isObject)
      .toSorted((a, b) => (countOf(a.index) ?? 0) - (countOf(b.index) ?? 0));
    const vectors = vectorsOf(entries.map(({ embedding }) => embedding));
    if (!vectors) return undefined;
    const usage = readUsage(reply.usage);
    return {
      vectors,
      ...defined({
        model: filledString(reply.model),
        inputTokens: usage?.inputTokens,
        costNanoUsd: usage?.costNanoUsd,
      }),
    };
  },
};
