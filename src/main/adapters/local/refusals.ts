import { unsupported as refusal } from "#main/dialects/check-wire.ts";
import { ExtraWriter } from "#main/dialects/foreign-extra.ts";
import { defined, objectOf, type JsonObject } from "#main/dialects/json.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { unsupported } from "./prompt-turns.ts";

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
  const { parameters, extra = {} } = request;
  if (parameters.repetitionPenalty === 0)
    throw new AppError("invalid-request", {
      message: "A repetition penalty must be more than 0.",
      data: { parameter: "repetition_penalty" },
    });
  const harmless: readonly unknown[] = [undefined, null, false, 1, 0];
  for (const name of refusedExtras)
    if (!harmless.includes(extra[name])) throw unsupported(name);
  new ExtraWriter(request, "llamacpp").fields(unknownWords(extra), "");
}

/** What says more than the neutral fields of what is asked, and of how much to think. */
function unknownWords(extra: JsonObject): JsonObject {
  const { prompt, reasoning_effort, reasoning, output_config } = extra;
  return defined({
    prompt,
    reasoning_effort,
    reasoning: effortIn(reasoning),
    output_config: effortIn(output_config),
  });
}

function effortIn(value: unknown): JsonObject | undefined {
  const effort = objectOf(value)?.["effort"];
  return effort === undefined ? undefined : { effort };
}

/** Throws AppError `unsupported-parameter` for functions where there is no turn to call them in. */
export function refuseTools(request: ChatRequest): void {
  const isOffered =
    (request.tools ?? []).length > 0 && request.toolChoice !== "none";
  const isUsed = request.messages.some(({ parts }) =>
    parts.some(({ type }) => type === "tool-call" || type === "tool-result"),
  );
  if (!isOffered && !isUsed) return;
  throw new AppError("unsupported-parameter", {
    message:
      "This model has no chat template, so it uses no tools (`tools`): it only continues text.",
    data: { parameter: "tools" },
  });
}

/** Who speaks a dialect is told where the image stands; the app shows its user what it is. */
export function refuseImages(
  { messages, dialect }: ChatRequest,
  places: readonly string[],
): void {
  for (const [i, { parts }] of messages.entries()) {
    const j = parts.findIndex(
      (part) =>
        part.type === "image" ||
        (part.type === "tool-result" &&
          part.content.some(({ type }) => type === "image")),
    );
    if (j < 0) continue;
    if (dialect === undefined) throw unsupported("image");
    const place = `${places[i] ?? ""}.parts[${j}].content`;
    throw refusal(place, "a model on this computer reads no images");
  }
}
