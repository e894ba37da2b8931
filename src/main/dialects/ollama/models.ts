import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import {
  arrayOf,
  defined,
  filledString,
  objectOf,
  type JsonObject,
} from "../json.ts";
import {
  entriesOf,
  plainDescriptor,
  tokensOf,
  type ModelListContext,
} from "../model-list.ts";

/** An entry of `GET /api/tags`. */
export interface OllamaTag {
  readonly id: string;
  readonly entry: JsonObject;
}

/** The entries of `GET /api/tags`; undefined when it is no such list. */
export function readTags(body: unknown): readonly OllamaTag[] | undefined {
  return entriesOf(body, "models")?.flatMap((entry) => {
    const id = filledString(entry.model) ?? filledString(entry.name);
    return id === undefined ? [] : [{ id, entry }];
  });
}

/** A model from its tag and from what `POST /api/show` says of it, if it says anything. */
export function readModel(
  { id, entry }: OllamaTag,
  shown: unknown,
  context: ModelListContext,
): ModelDescriptor {
  const show = objectOf(shown) ?? {};
  const abilities = arrayOf(show.capabilities);
  const info = objectOf(show.model_info) ?? {};
  const family = filledString(info["general.architecture"]) ?? "";
  const isElsewhere = [entry, show].some(
    ({ remote_host: host }) => filledString(host) !== undefined,
  );
  return {
    ...plainDescriptor(id, context),
    description: describe(objectOf(show.details) ?? objectOf(entry.details)),
    inputModalities: abilities.includes("vision")
      ? ["text", "image"]
      : ["text"],
    outputModalities:
      abilities.length === 0 || abilities.includes("completion")
        ? ["text"]
        : [],
    // A model that Ollama only passes on to its cloud does not run here.
    local: context.local && !isElsewhere,
    ...defined({
      contextLength: tokensOf(info[`${family}.context_length`]),
      supportedParameters:
        abilities.length === 0 ? undefined : parametersOf(abilities),
    }),
  };
}

/** E.g. `qwen3, 14.8B, Q4_K_M`. */
function describe(details: JsonObject | undefined): string {
  return [details?.family, details?.parameter_size, details?.quantization_level]
    .flatMap((word) => filledString(word) ?? [])
    .join(", ");
}

function parametersOf(abilities: readonly unknown[]): string[] {
  return [
    "frequency_penalty",
    "max_tokens",
    "min_p",
    "presence_penalty",
    "repetition_penalty",
    "response_format",
    "seed",
    "stop",
    "structured_outputs",
    "temperature",
    "top_k",
    "top_p",
    ...(abilities.includes("tools") ? ["tools"] : []),
    ...(abilities.includes("thinking") ? ["reasoning"] : []),
  ];
}
