import type OpenAI from "openai";
import { expect, test } from "vitest";
import { startOpenAiClients } from "#tests/support/openai-clients.ts";
import { heard } from "#tests/support/upstream/scenes/heard.ts";

async function start() {
  const { clientOf, upstream } = await startOpenAiClients();
  const lastSaid = () => {
    const call = upstream.calls.at(-1);
    return call && heard("anthropic", call).said;
  };
  return { clientOf, lastSaid, upstream };
}

const model = "lab:cut";

test.each([false, true])(
  "a conversation goes on from its last reply; instructions are each request's own (stream: %s)",
  async (stream) => {
    const { clientOf, lastSaid } = await start();
    const client = await clientOf();
    const ask = async (
      more: Partial<OpenAI.Responses.ResponseCreateParams>,
    ) => {
      const body = { model, input: "First.", ...more, stream: false } as const;
      if (!stream) return client.responses.create(body);
      const { stream: _, ...streamed } = body;
      return client.responses.stream(streamed).finalResponse();
    };
    const first = await ask({ instructions: "Be brief." });
    const second = await ask({
      input: "Second.",
      previous_response_id: first.id,
    });
    expect(lastSaid()).toEqual([
      "user: First.",
      "assistant: And so it went",
      "user: Second.",
    ]);
    await ask({
      input: "Third.",
      instructions: "Be long.",
      previous_response_id: second.id,
    });
    expect(lastSaid()).toEqual([
      "system: Be long.",
      "user: First.",
      "assistant: And so it went",
      "user: Second.",
      "assistant: And so it went",
      "user: Third.",
    ]);
  },
);

test("a tool's result finds the call of the reply before", async () => {
  const { clientOf, lastSaid } = await start();
  const client = await clientOf();
  const tools = [
    {
      type: "function" as const,
      name: "get_tide",
      parameters: {},
      strict: null,
    },
  ];
  const asked = { model: "lab:tools", input: "Tides?", tools };
  const { id, output } = await client.responses.create(asked);
  const results = output.flatMap((item) =>
    item.type === "function_call"
      ? [
          {
            type: "function_call_output" as const,
            call_id: item.call_id,
            output: "3 m",
          },
        ]
      : [],
  );
  const next = { model, input: results, tools, previous_response_id: id };
  await client.responses.create(next);
  expect(lastSaid()).toEqual([
    "user: Tides?",
    "assistant: Looking both up.",
    'call get_tide {"port":"Brest","day":2}',
    "call get_wind {}",
    "result get_tide: 3 m",
    "result get_wind: 3 m",
  ]);
});

test("tools that an earlier turn's input added hold on, those of its list do not, and both can be declared anew", async () => {
  const { clientOf, upstream } = await start();
  const client = await clientOf();
  const tool = (name: string, description: string) => ({
    ...{ type: "function" as const, name, description },
    ...{ parameters: { type: "object" }, strict: null },
  });
  const adding = (...tools: object[]) =>
    ({ type: "additional_tools", role: "developer", tools }) as never;
  const offered = () => {
    type Offer = { readonly name: string; readonly description: string };
    const asked = upstream.calls.at(-1)?.body as
      { tools?: Offer[] } | undefined;
    const tools = asked?.tools ?? [];
    return tools.map(({ name, description }) => `${name}: ${description}`);
  };
  const first = await client.responses.create({
    model,
    tools: [tool("listed", "once")],
    input: [
      adding(tool("added", "1"), tool("kept", "1")),
      { role: "user", content: "On." },
    ],
  });
  expect(offered()).toEqual(["listed: once", "added: 1", "kept: 1"]);
  const second = await client.responses.create({
    model,
    previous_response_id: first.id,
    tools: [tool("added", "2")],
    input: "On.",
  });
  expect(offered()).toEqual(["added: 2", "kept: 1"]);
  await client.responses.create({
    model,
    previous_response_id: second.id,
    input: [adding(tool("kept", "3")), { role: "user", content: "On." }],
  });
  expect(offered()).toEqual(["added: 1", "kept: 3"]);
});

test("what is not there, not stored or another key's is a 404, and nobody is asked", async () => {
  const { clientOf, upstream } = await start();
  const [client, other] = [await clientOf(), await clientOf()];
  const { id } = await client.responses.create({ model, input: "Mine." });
  const unstored = await client.responses.create({
    model,
    input: "Gone.",
    store: false,
  });
  const asked = upstream.calls.length;
  const goOn = (by: OpenAI, previous: string) =>
    by.responses
      .create({ model, input: "On.", previous_response_id: previous })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
  const refusal = {
    status: 404,
    code: "previous_response_not_found",
    param: "previous_response_id",
  };
  expect(await goOn(other, id)).toMatchObject(refusal);
  expect(await goOn(client, unstored.id)).toMatchObject(refusal);
  expect(await goOn(client, "resp_nowhere")).toMatchObject(refusal);
  expect(upstream.calls.length).toBe(asked);
  expect(await goOn(client, id)).toBeUndefined();
});

test.each([false, true])(
  "a reply is shown again as it was told, to its own key (stream: %s)",
  async (stream) => {
    const { clientOf, upstream, lastSaid } = await start();
    const [client, other] = [await clientOf(), await clientOf()];
    const asked = { model: "lab:tools", input: "Tides?" };
    const told = stream
      ? await client.responses.stream(asked).finalResponse()
      : await client.responses.create(asked);
    const calls = upstream.calls.length;
    const { id } = told;
    expect(told.previous_response_id).toBeNull();
    expect(plain(await client.responses.retrieve(id))).toEqual(plain(told));
    const next = await client.responses.create({
      model,
      input: "On.",
      previous_response_id: id,
    });
    expect(next.previous_response_id).toBe(id);
    const shown = await client.responses.retrieve(next.id);
    expect(plain(shown)).toEqual(plain(next));
    await expect(other.responses.retrieve(id)).rejects.toMatchObject(unknown);
    await expect(other.responses.delete(id)).rejects.toMatchObject(unknown);
    expect(upstream.calls.length).toBe(calls + 1);
    expect(lastSaid()?.at(-1)).toBe("user: On.");
  },
);

test("a reply that was deleted, or never stored, is neither shown nor gone on from", async () => {
  const { clientOf, upstream } = await start();
  const client = await clientOf();
  const { id } = await client.responses.create({ model, input: "Mine." });
  await client.responses.delete(id);
  const { id: unstored } = await client.responses.create({
    model,
    input: "Gone.",
    store: false,
  });
  const calls = upstream.calls.length;
  for (const gone of [id, unstored, "resp_nowhere"]) {
    await expect(client.responses.retrieve(gone)).rejects.toMatchObject(
      unknown,
    );
    await expect(client.responses.delete(gone)).rejects.toMatchObject(unknown);
    await expect(
      client.responses.create({
        model,
        input: "On",
        previous_response_id: gone,
      }),
    ).rejects.toMatchObject({ status: 404 });
  }
  expect(upstream.calls.length).toBe(calls);
});

test("a `store` that is neither true nor false is refused, and nobody is asked", async () => {
  const { clientOf, upstream } = await start();
  const client = await clientOf();
  const store = "false" as unknown as boolean;
  await expect(
    client.responses.create({ model, input: "Mine.", store }),
  ).rejects.toMatchObject({ status: 400, param: "store" });
  expect(upstream.calls.length).toBe(0);
});

const unknown = { status: 404, code: "response_not_found" };

const added = new Set([
  "output_text",
  "output_parsed",
  "parsed",
  "parsed_arguments",
]);

/** Without what the client library adds to a reply. */
function plain(response: OpenAI.Responses.Response): object {
  const text = JSON.stringify(response, (name, value: unknown) =>
    added.has(name) ? undefined : value,
  );
  return JSON.parse(text) as object;
}
