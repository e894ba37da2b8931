import { pieces, type Scene } from "./scene.ts";

/** Counts neither what was cached nor what was thought. */
export function ollamaStream(model: string, scene: Scene): readonly object[] {
  const line = (message: object) => ({
    model,
    created_at: "2026-03-01T10:00:00.5Z",
    message: { role: "assistant", content: "", ...message },
    done: false,
  });
  const said = [
    ...pieces(scene.reasoning ?? "").map((thinking) => line({ thinking })),
    ...pieces(scene.text).map((content) => line({ content })),
  ];
  if (scene.breaks) return [...said, { error: "It broke." }];
  return [
    ...said,
    ...(scene.calls ?? []).map(({ name, input }) =>
      line({ tool_calls: [{ function: { name, arguments: input } }] }),
    ),
    {
      ...line({}),
      done: true,
      done_reason: scene.finish,
      prompt_eval_count: scene.usage.input,
      eval_count: scene.usage.output,
    },
  ];
}
