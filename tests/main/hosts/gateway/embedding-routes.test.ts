import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";

const priced = { id: "vectors", pricing: { prompt: "0.01", completion: "0" } };

/** A server in OpenAI's shape whose vectors tell how long each text was. */
async function start(instance: Record<string, unknown> = {}) {
  let asked = 0;
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      if (!request.url?.endsWith("/embeddings"))
        return void response.end(JSON.stringify({ data: [priced] }));
      asked += 1;
      const { input } = JSON.parse(text) as { input: string | string[] };
      const data = [input].flat().map((one, index) => ({
        ...{ object: "embedding", index, embedding: [one.length, 0.5] },
      }));
      const usage = { prompt_tokens: 7, total_tokens: 7 };
      response.end(JSON.stringify({ object: "list", data, usage }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const instances = [{ id: "lab", kind: "openai", baseUrl, ...instance }];
  const config = { instances, gateway: { requireKey: false } };
  const started = await startGateway({ config, demo: true });
  return { ...started, asked: () => asked };
}

test("embeddings come through the official client and in Google's shape", async () => {
  const { address } = await start();
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: "any" });
  const model = "lab:vectors";
  const input = ["four", "sixsix"];
  const reply = await client.embeddings.create({ model, input });
  expect(reply.data.map(({ embedding }) => embedding)).toEqual([
    [4, 0.5],
    [6, 0.5],
  ]);
  expect(reply).toMatchObject({ model, usage: { prompt_tokens: 7 } });
  const google = await ask(`${address}/v1beta/models/${model}:embedContent`, {
    body: { content: { parts: [{ text: "four" }] } },
  });
  expect(google.json).toEqual({ embedding: { values: [4, 0.5] } });
});

test("Google's own client embeds one text and several", async () => {
  const { address, asked } = await start();
  const client = new GoogleGenAI({
    apiKey: "any",
    httpOptions: { baseUrl: address },
  });
  const embed = async (contents: string | string[]) => {
    const model = "lab:vectors";
    const reply = await client.models.embedContent({ model, contents });
    return reply.embeddings?.map(({ values }) => values);
  };
  expect(await embed("four")).toEqual([[4, 0.5]]);
  expect(await embed(["four", "sixsix"])).toEqual([
    [4, 0.5],
    [6, 0.5],
  ]);
  // All of a batch are one call.
  expect(asked()).toBe(2);
});

const content = { parts: [{ text: "x" }] };

test.each([
  [{}, "requests"],
  [{ requests: [{ content }, { content: {} }] }, "requests[1].content"],
  [
    { requests: [{ content }, { content, taskType: "CLUSTERING" }] },
    "requests[].taskType",
  ],
])("a batch of %j is refused by name", async (body, parameter) => {
  const { address, asked } = await start();
  const url = `${address}/v1beta/models/lab:vectors:batchEmbedContents`;
  const reply = await ask(url, { body });
  expect(reply).toMatchObject({
    status: 400,
    json: { error: { status: "INVALID_ARGUMENT" } },
  });
  expect(reply.text).toContain(parameter);
  expect(asked()).toBe(0);
});

test.each([
  [{ model: "demo:simulated-fast", input: "x" }, "model"],
  [{ model: "lab:vectors" }, "input"],
  [{ model: "lab:vectors", input: "x", dimensions: -1 }, "dimensions"],
])("%j names the parameter at fault", async (body, param) => {
  const { address } = await start();
  const reply = await ask(`${address}/v1/embeddings`, { body });
  expect(reply).toMatchObject({ status: 400, json: { error: { param } } });
});

test("an instance's own list holds for vectors, too", async () => {
  const { address, asked } = await start({ allow: ["other-*"] });
  const body = { model: "lab:vectors", input: "x" };
  const reply = await ask(`${address}/v1/embeddings`, { body });
  expect(reply).toMatchObject({
    status: 403,
    json: { error: { code: "permission_denied" } },
  });
  expect(asked()).toBe(0);
});

test("vectors are refused before the call where a budget has too little left, and booked where not", async () => {
  const { address, asked, client } = await start();
  await client.models.refresh({});
  await client.settings.set({ key: "budgetPerDayCents", value: 10 });
  const embed = (input: string) =>
    ask(`${address}/v1/embeddings`, { body: { model: "lab:vectors", input } });
  expect((await embed("four")).status).toBe(200);
  const refused = await embed("A text of many words. ".repeat(40));
  expect(refused).toMatchObject({
    status: 429,
    json: { error: { code: "insufficient_quota" } },
  });
  expect(asked()).toBe(1);
  const [day] = await client.activity.budgets({});
  // 7 tokens at a cent each.
  expect(day).toMatchObject({ name: "day", usedNanoUsd: 70_000_000 });
});

test("a failed call leaves no reservation", async () => {
  const { address, client } = await start({ baseUrl: "http://127.0.0.1:1/v1" });
  await client.settings.set({ key: "budgetPerDayCents", value: 10 });
  const body = { model: "lab:vectors", input: "x" };
  const reply = await ask(`${address}/v1/embeddings`, { body });
  expect(reply.status).toBe(502);
  const [day] = await client.activity.budgets({});
  expect(day).toMatchObject({ usedNanoUsd: 0 });
});
