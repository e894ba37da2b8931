import { randomInt } from "node:crypto";
import type { SequenceEvaluateOptions, Token } from "node-llama-cpp";
import type { Prompt } from "../protocol.ts";

/** Here we are the upstream: what a caller leaves open takes llama.cpp's own usual values. */
const defaults = { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05 };
/** How far back the penalties look, as in llama.cpp. */
const penalizedTokens = 64;

export function samplingOptions(
  { parameters }: Prompt,
  generated: readonly Token[],
): SequenceEvaluateOptions {
  const { temperature, topK, topP, minP, seed } = parameters;
  const { repetitionPenalty, frequencyPenalty, presencePenalty } = parameters;
  const penalizes = [repetitionPenalty, frequencyPenalty, presencePenalty].some(
    (value) => value !== undefined,
  );
  return {
    temperature: temperature ?? defaults.temperature,
    topK: topK ?? defaults.topK,
    topP: topP ?? defaults.topP,
    minP: minP ?? defaults.minP,
    // The sampler takes 32 bits; without a seed, two calls in one second must still differ.
    seed: seed === undefined ? randomInt(2 ** 32) : modulo(seed, 2 ** 32),
    ...(penalizes
      ? {
          repeatPenalty: {
            punishTokens: () => generated.slice(-penalizedTokens),
            maxPunishTokens: penalizedTokens,
            penalty: repetitionPenalty ?? 1,
            frequencyPenalty: frequencyPenalty ?? 0,
            presencePenalty: presencePenalty ?? 0,
          },
        }
      : {}),
  };
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
