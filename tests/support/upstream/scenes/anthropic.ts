import { pieces, type Scene } from "./scene.ts";

const envelope = { id: "msg_scene", type: "message", role: "assistant" };

interface Block {
  readonly start: Readonly<Record<string, unknown>>;
  readonly deltas: readonly object[];
  readonly whole: object;
}

export function anthropicStream(
  model: string,
  scene: Scene,
): readonly { readonly type: string }[] {
  const head = {
    type: "message_start",
    message: {
      ...envelope,
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usageOf(scene), output_tokens: 1 },
    },
  };
  const body = blocksOf(scene).flatMap(({ start, deltas }, index) => [
    { type: "content_block_start", index, content_block: start },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ]);
  if (scene.breaks) {
    const error = { type: "api_error", message: "It broke." };
    return [head, ...body, { type: "error", error } as { type: string }];
  }
  const { output_tokens } = usageOf(scene);
  const delta = { stop_reason: reasonOf(scene), stop_sequence: null };
  return [
    head,
    ...body,
    { type: "message_delta", delta, usage: { output_tokens } } as {
      type: string;
    },
    { type: "message_stop" },
  ];
}

export function anthropicWhole(model: string, scene: Scene): object {
  return {
    ...envelope,
    model,
    provider: "Scene",
    content: blocksOf(scene).map(({ whole }) => whole),
    stop_reason: reasonOf(scene),
    stop_sequence: null,
    usage: usageOf(scene),
  };
}

function blocksOf({ reasoning, text, calls = [] }: Scene): readonly Block[] {
  const signature = "EqQBCgIYAhIM1gbcDa9GJwZA";
  const thought = reasoning === undefined ? [] : [reasoning];
  return [
    ...thought.map((thinking) => ({
      start: { type: "thinking", thinking: "", signature: "" },
      deltas: [
        ...pieces(thinking).map((piece) => ({
          type: "thinking_delta",
          thinking: piece,
        })),
        { type: "signature_delta", signature },
      ],
      whole: { type: "thinking", thinking, signature },
    })),
    {
      start: { type: "text", text: "" },
      deltas: pieces(text).map((piece) => ({
        type: "text_delta",
        text: piece,
      })),
      whole: { type: "text", text },
    },
    ...calls.map(({ id, name, input }) => ({
      start: { type: "tool_use", id, name, input: {} },
      deltas: pieces(JSON.stringify(input)).map((piece) => ({
        type: "input_json_delta",
        partial_json: piece,
      })),
      whole: { type: "tool_use", id, name, input },
    })),
  ];
}

function reasonOf({ calls, finish }: Scene): string {
  if (calls) return "tool_use";
  return finish === "length" ? "max_tokens" : "end_turn";
}

function usageOf({ usage }: Scene) {
  return {
    input_tokens: usage.input - usage.cached,
    cache_read_input_tokens: usage.cached,
    output_tokens: usage.output,
  };
}
