import {
  modalitySchema,
  type ModelDescriptor,
} from "#shared/models/descriptor.ts";
import { modelRef } from "#shared/models/ids.ts";
import {
  arrayOf,
  defined,
  filledString,
  isObject,
  objectOf,
  type JsonObject,
} from "../json.ts";
import { tokensOf, type ModelListContext } from "../model-list.ts";
import { readPricing } from "./pricing.ts";

type Modality = ModelDescriptor["inputModalities"][number];

/**
 * `GET /models` of OpenRouter and of any OpenAI-compatible endpoint: `{data:[…]}`, `{models:[…]}` or a
 * bare list. Undefined when it is none of these; an entry that has no id is left out, a field that makes
 * no sense is left out of its entry.
 */
export function readModelList(
  body: unknown,
  context: ModelListContext,
): readonly ModelDescriptor[] | undefined {
  const list = Array.isArray(body) ? body : listIn(body);
  if (!list) return undefined;
  const models = list.flatMap((entry) => readModel(entry, context));
  const byRef = new Map(models.map((model) => [model.ref, model]));
  return [...byRef.values()];
}

function listIn(body: unknown): readonly unknown[] | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(body.data)) return body.data;
  return Array.isArray(body.models) ? body.models : undefined;
}

function readModel(
  entry: unknown,
  { instance, local }: ModelListContext,
): readonly ModelDescriptor[] {
  const model = typeof entry === "string" ? { id: entry } : entry;
  if (!isObject(model)) return [];
  const id = filledString(model.id) ?? filledString(model.name);
  if (id === undefined) return [];
  const descriptor: ModelDescriptor = {
    ref: modelRef(instance, id),
    instance,
    id,
    name: filledString(model.display_name) ?? filledString(model.name) ?? id,
    description: filledString(model.description) ?? "",
    ...readModalities(model),
    local,
    simulated: false,
    ...defined({
      created: finiteNumber(model.created),
      contextLength: readContextLength(model),
      maxOutputTokens:
        tokensOf(objectOf(model.top_provider)?.max_completion_tokens) ??
        tokensOf(model.max_completion_tokens),
      supportedParameters: readParameters(model.supported_parameters),
      price: readPricing(model.pricing),
      expires: filledString(model.expiration_date),
    }),
  };
  return [descriptor];
}

/** The names that servers give the same number, the most specific first. */
function readContextLength(model: JsonObject): number | undefined {
  const meta = objectOf(model.meta) ?? {};
  return [
    model.context_length,
    objectOf(model.top_provider)?.context_length,
    model.loaded_context_length,
    model.max_model_len,
    model.max_context_length,
    model.context_window,
    meta.n_ctx,
    meta.n_ctx_train,
  ]
    .map(tokensOf)
    .find((value) => value !== undefined);
}

function readModalities(model: JsonObject): {
  inputModalities: Modality[];
  outputModalities: Modality[];
} {
  const architecture = objectOf(model.architecture) ?? {};
  const sees = objectOf(model.capabilities)?.vision === true;
  const input = modalities(
    architecture.input_modalities ?? model.input_modalities,
  );
  const output = modalities(
    architecture.output_modalities ?? model.output_modalities,
  );
  return {
    inputModalities: input ?? (sees ? ["text", "image"] : ["text"]),
    outputModalities: output ?? ["text"],
  };
}

function modalities(value: unknown): Modality[] | undefined {
  const known = arrayOf(value).flatMap((word) => {
    const parsed = modalitySchema.safeParse(word);
    return parsed.success ? [parsed.data] : [];
  });
  return known.length > 0 ? known : undefined;
}

function readParameters(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((word) => typeof word === "string");
}

function finiteNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : undefined;
}
