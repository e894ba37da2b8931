import { pieces, type Scene } from "./scene.ts";

type Fields = Readonly<Record<string, unknown>>;

const envelope = {
  id: "resp_scene",
  object: "response",
  created_at: 1_772_800_000,
  previous_response_id: null,
  provider: "Scene",
};

/** An output item as it stands at its end, and what is told of it until then. */
interface Item {
  readonly whole: Fields & { readonly id: string };
  readonly begun: Fields;
  readonly growing: readonly Fields[];
}

export function responsesStream(
  model: string,
  scene: Scene,
): readonly { readonly type: string }[] {
  const begun = { ...envelope, model, status: "in_progress", output: [] };
  const items = itemsOf(scene);
  const told = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...items.flatMap(({ whole, begun: first, growing }, at) => [
      { type: "response.output_item.added", output_index: at, item: first },
      ...growing.map((piece) => {
        return { item_id: whole.id, output_index: at, ...piece };
      }),
      { type: "response.output_item.done", output_index: at, item: whole },
    ]),
    scene.breaks
      ? {
          type: "response.failed",
          response: {
            ...begun,
            status: "failed",
            error: { code: "server_error", message: "It broke." },
          },
        }
      : {
          type: `response.${statusOf(scene)}`,
          response: responsesWhole(model, scene),
        },
  ] as readonly { readonly type: string }[];
  return told.map((event, number) => ({ ...event, sequence_number: number }));
}

export function responsesWhole(model: string, scene: Scene): object {
  const status = statusOf(scene);
  const { usage } = scene;
  return {
    ...envelope,
    model,
    status,
    incomplete_details:
      status === "completed" ? null : { reason: "max_output_tokens" },
    output: itemsOf(scene).map(({ whole }) => whole),
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.input + usage.output,
    },
  };
}

function statusOf({ finish }: Scene): string {
  return finish === "length" ? "incomplete" : "completed";
}

function itemsOf({ reasoning, text, calls = [] }: Scene): readonly Item[] {
  return [
    ...(reasoning === undefined ? [] : [thought(reasoning)]),
    said(text),
    ...calls.map(({ id, name, input }) =>
      called({ call_id: id, name, arguments: JSON.stringify(input) }),
    ),
  ];
}

function thought(text: string): Item {
  const item = { id: "rs_scene", type: "reasoning" };
  const whole = { type: "summary_text", text };
  return {
    whole: { ...item, summary: [whole] },
    begun: { ...item, summary: [] },
    growing: [
      {
        type: "response.reasoning_summary_part.added",
        part: { ...whole, text: "" },
      },
      ...pieces(text).map((delta) => {
        return { type: "response.reasoning_summary_text.delta", delta };
      }),
      { type: "response.reasoning_summary_text.done", text },
      { type: "response.reasoning_summary_part.done", part: whole },
    ].map((piece) => ({ ...piece, summary_index: 0 })),
  };
}

function said(text: string): Item {
  const item = { id: "msg_scene", type: "message", role: "assistant" };
  const whole = { type: "output_text", text, annotations: [] };
  return {
    whole: { ...item, status: "completed", content: [whole] },
    begun: { ...item, status: "in_progress", content: [] },
    growing: [
      { type: "response.content_part.added", part: { ...whole, text: "" } },
      ...pieces(text).map((delta) => {
        return { type: "response.output_text.delta", delta };
      }),
      { type: "response.output_text.done", text },
      { type: "response.content_part.done", part: whole },
    ].map((piece) => ({ ...piece, content_index: 0 })),
  };
}

function called(call: {
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
}): Item {
  const item = { id: `fc_${call.call_id}`, type: "function_call", ...call };
  const { arguments: whole, name } = call;
  const event = "response.function_call_arguments";
  return {
    whole: { ...item, status: "completed" },
    begun: { ...item, status: "in_progress", arguments: "" },
    growing: [
      ...pieces(whole).map((delta) => ({ type: `${event}.delta`, delta })),
      { type: `${event}.done`, name, arguments: whole },
    ],
  };
}
