import { expect, test } from "vitest";
import {
  search,
  startNative,
  thought,
} from "#tests/support/native-responses.ts";

const prompt = { id: "pmpt_1", version: "2", variables: { city: "Brest" } };

test("a prompt that the account keeps is a question, with input or without", async () => {
  const { ask, calls } = await startNative();
  for (const body of [
    { prompt },
    { prompt, instructions: "Be brief.", stream: true },
    { prompt, input: [{ type: "message", role: "user", content: "Tides?" }] },
  ]) {
    const reply = await ask(body);
    expect(reply.status).toBe(200);
    await reply.text();
    const sent = { ...body, model: "real-1" };
    expect(calls().at(-1)?.body).toEqual(sent);
  }
  const before = calls().length;
  for (const body of [{}, { input: null }, { prompt: null }]) {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { param: "input" } });
  }
  expect(calls()).toHaveLength(before);
});

test("a prompt that the account keeps is refused by its name to all who have none", async () => {
  const { ask, plain } = await startNative();
  const reply = await ask({ model: "plain:plain", prompt });
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({ error: { param: "prompt" } });
  expect(plain.requests.filter(({ method }) => method === "POST")).toEqual([]);
});

test("a reply to a prompt that the account keeps is gone on from with that prompt alone", async () => {
  const { ask, calls } = await startNative();
  const { id } = (await (await ask({ prompt })).json()) as { id: string };
  const next = { input: "On.", previous_response_id: id };
  const second = await ask({ ...next, prompt });
  expect(calls().at(-1)?.body).toMatchObject({
    prompt,
    input: [thought, search, { id: "msg_1" }, { content: "On." }],
  });
  const { id: later } = (await second.json()) as { id: string };
  const before = calls().length;
  for (const previous of [id, later]) {
    const refused = await ask({ ...next, previous_response_id: previous });
    expect(refused.status).toBe(400);
    const param = "previous_response_id";
    expect(await refused.json()).toMatchObject({ error: { param } });
  }
  expect(calls()).toHaveLength(before);
});

test("a reply is gone on from without a word", async () => {
  const { ask, calls } = await startNative();
  const first = await ask({ input: "Tides?" });
  const { id } = (await first.json()) as { id: string };
  expect((await ask({ previous_response_id: id })).status).toBe(200);
  expect(calls().at(-1)?.body).toMatchObject({
    input: [{ content: "Tides?" }, thought, search, { id: "msg_1" }],
  });
});
