import type OpenAI from "openai";
import { expect, test } from "vitest";
import { startOpenAiClients } from "#tests/support/openai-clients.ts";

async function start() {
  const started = await startOpenAiClients();
  return { ...started, client: await started.clientOf() };
}

type Events = AsyncIterable<OpenAI.Responses.ResponseStreamEvent>;

async function collect(events: Events) {
  const all: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function failureOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const unknown = { status: 404, code: "response_not_found" };
const first = { model: "lab:tools", input: "Tides?" };

test.each(["tools", "text", "reasoning", "cut"])(
  "a stream that broke off goes on where its client left it (%s)",
  async (scene) => {
    const { client, upstream } = await start();
    const { id: previous } = await client.responses.create(first);
    const told = await collect(
      await client.responses.create({
        model: `lab:${scene}`,
        input: "On.",
        previous_response_id: previous,
        stream: true,
      }),
    );
    const [created] = told;
    if (created?.type !== "response.created") throw new Error("No beginning.");
    const { id, previous_response_id: echoed } = created.response;
    expect(echoed).toBe(previous);
    const calls = upstream.calls.length;
    const again = async (after?: number) =>
      collect(
        await client.responses.retrieve(id, {
          stream: true,
          ...(after === undefined ? {} : { starting_after: after }),
        }),
      );
    expect(await again()).toEqual(told);
    for (const [at, { sequence_number: number }] of told.entries()) {
      expect(number).toBe(at);
      expect(await again(number)).toEqual(told.slice(at + 1));
    }
    expect(upstream.calls.length).toBe(calls);
  },
);

test("a whole reply streams afterwards as well, to its own key alone", async () => {
  const { client, clientOf } = await start();
  const { output_text: _, ...told } = await client.responses.create(first);
  const { id } = told;
  const events = await collect(
    await client.responses.retrieve(id, { stream: true }),
  );
  expect(events.at(-1)).toMatchObject({
    type: "response.completed",
    response: told,
  });
  const other = await clientOf();
  const wrong = { stream: true, starting_after: -1 } as const;
  expect(await failureOf(client.responses.retrieve(id, wrong))).toMatchObject({
    status: 400,
    param: "starting_after",
  });
  const asked = other.responses.retrieve(id, { stream: true });
  expect(await failureOf(asked)).toMatchObject(unknown);
});

test("the items that a reply answered: its own, and those of the replies before it", async () => {
  const { client } = await start();
  const asked = await client.responses.create(first);
  const result = {
    type: "function_call_output" as const,
    call_id: "call_1",
    output: "3 m",
  };
  const { id } = await client.responses.create({
    model: "lab:cut",
    instructions: "Be brief.",
    previous_response_id: asked.id,
    input: [
      { ...result, call_id: callIdOf(asked, 0) },
      { ...result, call_id: callIdOf(asked, 1) },
      { role: "assistant", content: "3 m." },
      {
        type: "message",
        ...{ id: "msg_mine" },
        role: "user",
        content: [{ type: "input_text", text: "And tomorrow?" }],
      },
    ],
  });
  const { data } = await client.responses.inputItems.list(id, { order: "asc" });
  const message = { type: "message", status: "completed" };
  const anId = expect.stringMatching(/^[a-z]+_\w+$/) as string;
  expect(data).toEqual([
    {
      ...message,
      id: anId,
      role: "user",
      content: [{ type: "input_text", text: "Tides?" }],
    },
    ...asked.output,
    { ...result, id: anId, call_id: callIdOf(asked, 0) },
    { ...result, id: anId, call_id: callIdOf(asked, 1) },
    {
      ...message,
      id: anId,
      role: "assistant",
      content: [{ type: "output_text", text: "3 m.", annotations: [] }],
    },
    {
      ...message,
      id: "msg_mine",
      role: "user",
      content: [{ type: "input_text", text: "And tomorrow?" }],
    },
  ]);
  expect(new Set(data.map((item) => item.id)).size).toBe(data.length);
});

test("the list comes in pages, the latest items first unless asked otherwise", async () => {
  const { client } = await start();
  const texts = Array.from({ length: 25 }, (_, index) => `Line ${index}.`);
  const { id } = await client.responses.create({
    model: "lab:cut",
    // All have the same id, by which no page could go on.
    input: texts.map((content) => ({
      type: "message" as const,
      role: "user" as const,
      id: "msg_same",
      content,
    })),
  });
  const { inputItems } = client.responses;
  const { data } = await inputItems.list(id);
  expect(data.map(textOf)).toEqual(texts.toReversed().slice(0, 20));
  const page = await inputItems.list(id).asResponse();
  expect(await page.json()).toEqual({
    object: "list",
    data,
    has_more: true,
    first_id: data[0]?.id,
    last_id: data[19]?.id,
  });
  for (const limit of [1, 7, 25, 100]) {
    const all: string[] = [];
    for await (const item of inputItems.list(id, { limit, order: "asc" }))
      all.push(textOf(item));
    expect(all).toEqual(texts);
  }
});

test("a list that is another key's, deleted or asked for wrongly is refused", async () => {
  const { client, clientOf } = await start();
  const { id } = await client.responses.create(first);
  const { inputItems } = client.responses;
  const wrong = [
    ["limit", { limit: 0 }],
    ["limit", { limit: 101 }],
    ["order", { order: "up" as "asc" }],
    ["after", { after: "msg_nowhere" }],
  ] as const;
  for (const [param, query] of wrong)
    expect(await failureOf(inputItems.list(id, query))).toMatchObject({
      status: 400,
      param,
    });
  const other = await clientOf();
  const stolen = other.responses.inputItems.list(id);
  expect(await failureOf(stolen)).toMatchObject(unknown);
  await client.responses.delete(id);
  expect(await failureOf(inputItems.list(id))).toMatchObject(unknown);
});

function callIdOf(
  { output }: OpenAI.Responses.Response,
  index: number,
): string {
  const calls = output.filter((item) => item.type === "function_call");
  return calls[index]?.call_id ?? "";
}

function textOf(item: OpenAI.Responses.ResponseItem): string {
  const [piece] =
    item.type === "message" && Array.isArray(item.content) ? item.content : [];
  return piece !== undefined && "text" in piece ? piece.text : "";
}
