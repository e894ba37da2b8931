import { unsupported as refusal } from "#main/dialects/check-wire.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { unsupported } from "./prompt-text.ts";

/** Wire fields that would change the reply and that nothing here can do. */
const refusedExtras = [
  "n",
  "logprobs",
  "top_logprobs",
  "logit_bias",
  "audio",
  "prediction",
];

/** Throws AppError `unsupported-parameter` for what no model on this computer is given. */
export function refuseUnsupported(request: ChatRequest): void {
  const { tools = [], toolChoice, parameters, extra = {} } = request;
  if (tools.length > 0 && toolChoice !== "none") throw unsupported("tools");
  if (parameters.repetitionPenalty === 0)
    throw new AppError("invalid-request", {
      message: "A repetition penalty must be more than 0.",
      data: { parameter: "repetition_penalty" },
    });
  if (parameters.reasoning?.maxTokens !== undefined)
    throw unsupported("reasoning.max_tokens");
  const harmless: readonly unknown[] = [undefined, null, false, 1, 0];
  for (const name of refusedExtras)
    if (!harmless.includes(extra[name])) throw unsupported(name);
}

/** Who speaks a dialect is told where the image stands; the app shows its user what it is. */
export function refuseImages(
  { messages, dialect }: ChatRequest,
  places: readonly string[],
): void {
  for (const [i, { parts }] of messages.entries()) {
    const j = parts.findIndex(({ type }) => type === "image");
    if (j < 0) continue;
    if (dialect === undefined) throw unsupported("image");
    const place = `${places[i] ?? ""}.parts[${j}].content`;
    throw refusal(place, "a model on this computer reads no images");
  }
}
