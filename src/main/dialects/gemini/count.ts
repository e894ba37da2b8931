import type { CountingDialect } from "../counting.ts";
import { countOf, objectOf } from "../json.ts";
import { resourceOf } from "./resource.ts";

/** `POST …:countTokens`, of the whole request and not of its contents alone. */
export const geminiCounting: CountingDialect = {
  encode({ body }, { model }) {
    const { name, path } = resourceOf(model);
    const generateContentRequest = { model: name, ...body };
    return { path: `${path}:countTokens`, body: { generateContentRequest } };
  },
  read: (body) => countOf(objectOf(body)?.totalTokens),
};
