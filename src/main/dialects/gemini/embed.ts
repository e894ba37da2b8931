import {
  embeddingExtra,
  textInputs,
  vectorsOf,
  type EmbeddingDialect,
} from "../embedding.ts";
import { arrayOf, countOf, defined, objectOf } from "../json.ts";
import { resourceOf } from "./resource.ts";

/** `POST …:batchEmbedContents`, which takes one text as well as many. */
export const geminiEmbedding: EmbeddingDialect = {
  encode(request) {
    const { name, path } = resourceOf(request.model);
    const requests = textInputs(request).map((text) => ({
      model: name,
      content: { parts: [{ text }] },
      ...defined({
        taskType: request.task,
        title: request.title,
        outputDimensionality: request.dimensions,
      }),
      ...embeddingExtra(request, "gemini"),
    }));
    return { path: `${path}:batchEmbedContents`, body: { requests } };
  },
  read(body) {
    const reply = objectOf(body) ?? {};
    const values = arrayOf(reply.embeddings).map(
      (one) => objectOf(one)?.values,
    );
    const vectors = vectorsOf(values);
    if (!vectors) return undefined;
    const usage = objectOf(reply.usageMetadata);
    return {
      vectors,
      ...defined({ inputTokens: countOf(usage?.promptTokenCount) }),
    };
  },
};
