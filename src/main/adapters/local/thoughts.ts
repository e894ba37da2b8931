import { nearestEffort, type Effort } from "#main/dialects/effort.ts";

/** A message of its own, before others with the answer or a call. */
export const channelThought = [
  "<|channel|>analysis<|message|>",
  "<|end|>",
] as const;

/** What opens and closes a thought, in the words of the templates that mark them. */
const thoughtMarkers: readonly (readonly [string, string])[] = [
  ["<think>", "</think>"],
  ["<thought>", "</thought>"],
  ["[THINK]", "[/THINK]"],
  ["<|START_THINKING|>", "<|END_THINKING|>"],
  ["<|begin_of_thought|>", "<|end_of_thought|>"],
  ["<seed:think>", "</seed:think>"],
  ["<|channel>thought", "<channel|>"],
  channelThought,
];

/** The variable by which a template is told whether its model shall think. */
const enableThinking = "enable_thinking";

/** The variable of those that know how much: `low`, `medium` or `high`. */
const reasoningEffort = "reasoning_effort";

/** Whether a model shall think, or how much. */
export type Thinking = boolean | Effort;

/** What a template is told of it. */
export function thinkingOptions(
  thinking: Thinking | undefined,
): Readonly<Record<string, unknown>> {
  if (thinking === undefined) return {};
  const isOn = thinking !== false && thinking !== "none";
  const effort = isOn ? thinking : "low";
  return {
    [enableThinking]: isOn,
    ...(effort === true
      ? {}
      : {
          [reasoningEffort]: nearestEffort(effort, ["low", "medium", "high"]),
        }),
  };
}

/** The markers that a template's source knows, if it knows any. */
export function thoughtMarkersOf(
  source: string,
): readonly [string, string] | undefined {
  return thoughtMarkers.find((pair) =>
    pair.every((marker) => source.includes(marker)),
  );
}

export function canThink(source: string): boolean {
  return (
    source.includes(enableThinking) || thoughtMarkersOf(source) !== undefined
  );
}
