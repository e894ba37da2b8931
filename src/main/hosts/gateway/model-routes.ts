import type { ListedModel } from "#main/services/gateway/list-models.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Price } from "#shared/models/price.ts";
import type { Exchange } from "./exchange.ts";
import type { ErrorShape } from "./write-refusal.ts";
import { writeJson } from "./write-json.ts";

/** All models that the caller may reach, in the shape that the client reads. */
export function listModels(exchange: Exchange): void {
  const { gateway, caller, response, shape } = exchange;
  const models = gateway.models(caller);
  writeJson(response, 200, listBody(models, shape));
}

/** Throws `model-not-found`. */
export function showModel(exchange: Exchange): void {
  const { gateway, caller, response, shape, params } = exchange;
  const [id = ""] = params;
  const found = gateway.model(id, caller);
  if (found === undefined)
    throw new AppError("model-not-found", {
      message: `There is no model "${id}" that this key may reach.`,
      data: { model: id },
    });
  writeJson(response, 200, entry(found, shape));
}

function listBody(models: readonly ListedModel[], shape: ErrorShape): object {
  const entries = models.map((model) => entry(model, shape));
  if (shape === "google") return { models: entries };
  if (shape === "openai") return { object: "list", data: entries };
  return {
    data: entries,
    has_more: false,
    first_id: models.at(0)?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  };
}

function entry(listed: ListedModel, shape: ErrorShape): object {
  const { id, model } = listed;
  const created = model?.created ?? 0;
  if (shape === "google") return googleEntry(listed);
  if (shape === "anthropic")
    return {
      id,
      type: "model",
      display_name: model?.name ?? id,
      created_at: new Date(created * 1_000).toISOString(),
      ...extraFields(listed),
    };
  return {
    id,
    object: "model",
    created,
    owned_by: model?.instance ?? "modeldocker",
    ...(model && { name: model.name }),
    ...extraFields(listed),
  };
}

/** What no maker's own list tells; clients pass over what they do not know. */
function extraFields({ model }: ListedModel): object {
  const { contextLength, maxOutputTokens, price } = model ?? {};
  return {
    ...(contextLength && { context_length: contextLength }),
    ...(maxOutputTokens && { max_output_tokens: maxOutputTokens }),
    ...(price && { pricing: pricing(price) }),
  };
}

/** Decimal US dollars per token. */
function pricing({ input, output }: Price): object {
  return { prompt: input, completion: output };
}

function googleEntry({ id, model }: ListedModel): object {
  return {
    name: `models/${id}`,
    displayName: model?.name ?? id,
    ...(model && { description: model.description }),
    ...(model?.contextLength && { inputTokenLimit: model.contextLength }),
    ...(model?.maxOutputTokens && {
      outputTokenLimit: model.maxOutputTokens,
    }),
    ...(model?.price && { pricing: pricing(model.price) }),
    supportedGenerationMethods: ["generateContent", "countTokens"],
  };
}
