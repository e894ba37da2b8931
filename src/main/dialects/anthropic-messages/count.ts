import type { CountingDialect } from "../counting.ts";
import { countOf, objectOf } from "../json.ts";

/** What counts; whatever else a call has is refused there. */
const countedFields: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "system",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "output_format",
]);

/** `POST /v1/messages/count_tokens`. */
export const anthropicCounting: CountingDialect = {
  encode: ({ path, body, ...headed }) => ({
    ...headed,
    path: `${path}/count_tokens`,
    body: Object.fromEntries(
      Object.entries(body).filter(([name]) => countedFields.has(name)),
    ),
  }),
  read: (body) => countOf(objectOf(body)?.input_tokens),
};
