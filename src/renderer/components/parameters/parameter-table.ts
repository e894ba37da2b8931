import type { ParameterName, Parameters } from "#shared/chat/parameters.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";

export type NumberParameter =
  | "temperature"
  | "topP"
  | "topK"
  | "minP"
  | "frequencyPenalty"
  | "presencePenalty"
  | "repetitionPenalty"
  | "maxTokens"
  | "seed";

export type ParameterControl =
  | {
      readonly type: "slider";
      readonly name: NumberParameter;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      /** Where the thumb waits while the model's default holds. */
      readonly rest: number;
    }
  | {
      /** A whole number of no natural range. */
      readonly type: "number";
      readonly name: NumberParameter;
      readonly min: number;
      readonly max: number;
    }
  | { readonly type: "effort"; readonly name: "reasoning" }
  | { readonly type: "lines"; readonly name: "stop" };

/** What an upstream calls each parameter; any of the names means that it is supported. */
const upstreamNames: Readonly<Record<ParameterName, readonly string[]>> = {
  temperature: ["temperature"],
  topP: ["top_p"],
  topK: ["top_k"],
  minP: ["min_p"],
  frequencyPenalty: ["frequency_penalty"],
  presencePenalty: ["presence_penalty"],
  repetitionPenalty: ["repetition_penalty"],
  maxTokens: ["max_tokens", "max_completion_tokens"],
  seed: ["seed"],
  stop: ["stop"],
  reasoning: ["reasoning", "reasoning_effort"],
};

/** In the order of the inspector. */
const controls: readonly ParameterControl[] = [
  { type: "effort", name: "reasoning" },
  { type: "slider", name: "temperature", min: 0, max: 2, step: 0.1, rest: 1 },
  { type: "slider", name: "topP", min: 0, max: 1, step: 0.05, rest: 1 },
  { type: "number", name: "maxTokens", min: 1, max: 10_000_000 },
  { type: "slider", name: "minP", min: 0, max: 1, step: 0.01, rest: 0 },
  { type: "number", name: "topK", min: 0, max: 100_000 },
  {
    type: "slider",
    name: "frequencyPenalty",
    min: -2,
    max: 2,
    step: 0.1,
    rest: 0,
  },
  {
    type: "slider",
    name: "presencePenalty",
    min: -2,
    max: 2,
    step: 0.1,
    rest: 0,
  },
  {
    type: "slider",
    name: "repetitionPenalty",
    min: 0,
    max: 2,
    step: 0.05,
    rest: 1,
  },
  {
    type: "number",
    name: "seed",
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
  },
  { type: "lines", name: "stop" },
];

/** What nearly every model takes: shown where an upstream does not say. */
const usual: readonly ParameterName[] = [
  "temperature",
  "topP",
  "maxTokens",
  "stop",
];

/** The controls that a model has a use for. */
export function parameterControls(
  model: Pick<ModelDescriptor, "supportedParameters"> | undefined,
): readonly ParameterControl[] {
  const supported = model?.supportedParameters;
  return controls.filter(({ name }) =>
    supported === undefined
      ? usual.includes(name)
      : upstreamNames[name].some((known) => supported.includes(known)),
  );
}

/** The parameters with one more set, or one given back to the model (`undefined`). */
export function withParameter<Name extends ParameterName>(
  parameters: Parameters,
  name: Name,
  value: Parameters[Name],
): Parameters {
  const { [name]: _, ...others } = parameters;
  return (
    value === undefined ? others : { ...others, [name]: value }
  ) as Parameters;
}
