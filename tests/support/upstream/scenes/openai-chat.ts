import { pieces, type Scene } from "./scene.ts";

export interface OpenAiManner {
  /** Where the kind of upstream puts its reasoning. */
  readonly reasoningField: "reasoning" | "reasoning_content";
}

const envelope = { id: "gen-scene", created: 1_772_800_000, provider: "Scene" };

export function openAiStream(
  model: string,
  scene: Scene,
  { reasoningField }: OpenAiManner,
): readonly object[] {
  const chunk = (delta: object, finish: string | null = null) => ({
    ...envelope,
    object: "chat.completion.chunk",
    model,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const said = [
    chunk({ role: "assistant", content: "" }),
    ...pieces(scene.reasoning ?? "").map((text) =>
      chunk({ [reasoningField]: text }),
    ),
    ...pieces(scene.text).map((content) => chunk({ content })),
  ];
  if (scene.breaks) return [...said, { error: { message: "It broke." } }];
  return [
    ...said,
    ...(scene.calls ?? []).flatMap(({ id, name, input }, index) => [
      chunk({
        tool_calls: [
          { index, id, type: "function", function: { name, arguments: "" } },
        ],
      }),
      ...pieces(JSON.stringify(input)).map((text) =>
        chunk({ tool_calls: [{ index, function: { arguments: text } }] }),
      ),
    ]),
    chunk({}, finishOf(scene)),
    { ...chunk({}), choices: [], usage: usageOf(scene) },
  ];
}

export function openAiWhole(
  model: string,
  scene: Scene,
  { reasoningField }: OpenAiManner,
): object {
  const { reasoning, text, calls } = scene;
  const message = {
    role: "assistant",
    content: text,
    ...(reasoning === undefined ? {} : { [reasoningField]: reasoning }),
    ...(calls && {
      tool_calls: calls.map(({ id, name, input }) => ({
        id,
        type: "function",
        function: { name, arguments: JSON.stringify(input) },
      })),
    }),
  };
  return {
    ...envelope,
    object: "chat.completion",
    model,
    choices: [{ index: 0, message, finish_reason: finishOf(scene) }],
    usage: usageOf(scene),
  };
}

function finishOf({ calls, finish }: Scene): string {
  return calls ? "tool_calls" : finish;
}

function usageOf({ usage }: Scene): object {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached },
    completion_tokens_details: { reasoning_tokens: usage.reasoning },
  };
}
