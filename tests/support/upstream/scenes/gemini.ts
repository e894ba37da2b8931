import { pieces, type Scene } from "./scene.ts";

export function geminiStream(model: string, scene: Scene): readonly object[] {
  const chunk = (parts: readonly object[]) => ({
    candidates: [{ index: 0, content: { role: "model", parts } }],
    modelVersion: model,
    responseId: "scene",
  });
  const said = [
    ...pieces(scene.reasoning ?? "").map((text) =>
      chunk([{ text, thought: true }]),
    ),
    ...pieces(scene.text).map((text) => chunk([{ text }])),
  ];
  if (scene.breaks) {
    const error = { code: 500, status: "INTERNAL", message: "It broke." };
    return [...said, { error }];
  }
  const last = chunk(callParts(scene));
  const [candidate] = last.candidates;
  return [
    ...said,
    {
      ...last,
      candidates: [{ ...candidate, finishReason: reasonOf(scene) }],
      usageMetadata: usageOf(scene),
    },
  ];
}

export function geminiWhole(model: string, scene: Scene): object {
  const { reasoning, text } = scene;
  const parts = [
    ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
    { text },
    ...callParts(scene),
  ];
  return {
    candidates: [
      {
        index: 0,
        content: { role: "model", parts },
        finishReason: reasonOf(scene),
        avgLogprobs: -0.25,
      },
    ],
    provider: "Scene",
    modelVersion: model,
    responseId: "scene",
    usageMetadata: usageOf(scene),
  };
}

function callParts({ calls = [] }: Scene): readonly object[] {
  return calls.map(({ name, input }) => ({
    functionCall: { name, args: input },
  }));
}

/** Calls end with STOP here. */
function reasonOf({ finish }: Scene): string {
  return finish === "length" ? "MAX_TOKENS" : "STOP";
}

function usageOf({ usage }: Scene): object {
  return {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output - usage.reasoning,
    thoughtsTokenCount: usage.reasoning,
    cachedContentTokenCount: usage.cached,
    totalTokenCount: usage.input + usage.output,
  };
}
