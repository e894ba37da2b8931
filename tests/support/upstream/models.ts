import { modeNames } from "./modes.ts";
import { readFixture } from "./recordings.ts";

/** A few real entries of OpenRouter's list, then one per mode. */
export function simulatedModels(): readonly unknown[] {
  const { data } = readFixture("openrouter-models.json") as {
    data: readonly unknown[];
  };
  return [...data, ...modeNames().map(simulatedModel)];
}

function simulatedModel(id: string): unknown {
  const input = ["text", ...(id === "sim/image" ? ["image"] : [])];
  return {
    id,
    canonical_slug: id,
    name: `Simulated: ${id.slice("sim/".length)}`,
    created: 1772800000,
    description: `Answers in the way of "${id}".`,
    context_length: 32768,
    architecture: {
      modality: "text->text",
      input_modalities: input,
      output_modalities: input,
      tokenizer: "Other",
      instruct_type: null,
    },
    pricing: { prompt: "0.000001", completion: "0.000002" },
    top_provider: {
      context_length: 32768,
      max_completion_tokens: 4096,
      is_moderated: false,
    },
    per_request_limits: null,
    supported_parameters: ["max_tokens", "temperature", "tools", "reasoning"],
    default_parameters: {},
    expiration_date: null,
  };
}
