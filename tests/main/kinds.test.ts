import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import {
  chatOnce,
  replyText,
  startBackend,
  type TestClient,
} from "#tests/support/backend.ts";
import { testKey } from "#tests/support/provider-calls.ts";
import {
  startDialectUpstream,
  type DialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

const open: Pick<DialectUpstream, "close">[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});

const plainModel = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);

const countsOf = ({ usage }: BranchMessage) => ({
  inputTokens: usage?.inputTokens,
  outputTokens: usage?.outputTokens,
});

const list =
  (body: unknown): Route =>
  (_, response) =>
    sendJson(response, 200, body);

const routes: Readonly<Record<string, Route>> = {
  "GET /v1/models": list({
    data: [{ type: "model", id: "plain" }],
    has_more: false,
  }),
  "GET /v1beta/models": list({
    models: [
      {
        name: "models/plain",
        supportedGenerationMethods: ["generateContent"],
      },
    ],
  }),
  "GET /api/tags": list({ models: [{ model: "plain" }] }),
};

test("a file that the config names and that is gone is told in the list and in the test", async () => {
  const config = parseConfig({
    instances: [
      {
        id: "local",
        kind: "llamacpp",
        models: [
          { id: "there", path: plainModel },
          { id: "gone", path: "/nowhere/gone.gguf" },
        ],
      },
    ],
  });
  const { client } = await startBackend({ config });
  const problems = [
    {
      model: "gone",
      error: {
        code: "file-not-found",
        data: { path: "/nowhere/gone.gguf" },
      },
    },
  ];
  // Nobody asked for the list: it is read at the start.
  await expect
    .poll(async () => (await client.instances.list())[0])
    .toMatchObject({ modelCount: 1, problems });
  expect(await client.instances.test({ id: "local" })).toMatchObject({
    ok: true,
    modelCount: 1,
    problems,
  });
});

test("a reply that streams while its provider is edited comes to its end", async () => {
  const upstream = await startUpstream({ slowMs: 30 });
  open.push(upstream);
  const { client } = await startBackend();
  const { id } = await client.instances.add({
    kind: "openai",
    name: "Mine",
    baseUrl: upstream.url,
    key: testKey,
  });
  const chat = chatOnce(client, { model: `${id}:sim/slow`, text: "Hello" });
  await expect
    .poll(() => upstream.requests.map(({ path }) => path))
    .toContain("/api/v1/chat/completions");
  await client.instances.update({
    id,
    changes: { headers: [{ name: "x-new", value: "1" }] },
  });
  const { reply } = await chat;
  expect(reply).toMatchObject({ status: "complete", finishReason: "stop" });
  expect(upstream.requests.every(({ abortedAt }) => !abortedAt)).toBe(true);
  await client.instances.test({ id });
  expect(upstream.requests.at(-1)?.headers["x-new"]).toBe("1");
});

const kinds = [
  ["openai", "openai-chat", "/v1"],
  ["anthropic", "anthropic-messages", ""],
  ["gemini", "gemini", ""],
  ["ollama", "ollama", ""],
] as const;

describe.each(kinds)("kind %s through the whole engine", (...row) => {
  const [kind, dialect, version] = row;

  const activityOf = (client: TestClient) =>
    client.activity.query({
      since: "2020-01-01T00:00:00Z",
      until: "2100-01-01T00:00:00Z",
      by: "instance",
      utcOffsetMinutes: 0,
    });

  async function start() {
    const upstream = await startDialectUpstream(dialect, routes);
    open.push(upstream);
    const backend = await startBackend();
    const { id } = await backend.client.instances.add({
      kind,
      name: "Mine",
      baseUrl: upstream.url + version,
      key: testKey,
    });
    return { ...backend, upstream, id };
  }

  test("added, tested, listed, asked and kept", async () => {
    const { client, id, upstream, logLines } = await start();
    expect(await client.instances.test({ id })).toMatchObject({
      ok: true,
      modelCount: 1,
    });
    const { reply } = await chatOnce(client, {
      model: `${id}:plain`,
      text: "Hello",
    });
    expect(reply).toMatchObject({ status: "complete" });
    expect(replyText(reply)).not.toBe("");
    expect(reply.usage?.outputTokens).toBeGreaterThan(0);
    expect(await activityOf(client)).toMatchObject([
      { group: id, requests: 1, failed: 0, ...countsOf(reply) },
    ]);
    expect(JSON.stringify(upstream.requests.at(-1)?.headers)).toContain(
      testKey,
    );
    const views = JSON.stringify(await client.instances.list());
    expect(views + logLines.join("\n")).not.toContain(testKey);
  });

  test.each([
    ["cut", "stream-interrupted", "Half a sentence"],
    ["mid-error", undefined, /\w/],
    ["no-terminal", "stream-interrupted", /\w/],
    ["status-401", "key-rejected", ""],
    ["html", "upstream-invalid", ""],
  ])("%s is kept as a failure with what was said", async (...fault) => {
    const [model, code, text] = fault;
    const { client, id, upstream } = await start();
    const { reply } = await chatOnce(client, {
      model: `${id}:${model}`,
      text: "Hello",
    });
    expect(reply.status).toBe("failed");
    if (code !== undefined) expect(reply.error?.code).toBe(code);
    expect(replyText(reply)).toMatch(
      typeof text === "string" ? new RegExp(`^${text}$`) : text,
    );
    const calls = upstream.requests.filter(
      ({ body, path }) =>
        JSON.stringify([body, path]).includes(model) &&
        !path.includes("nobody"),
    );
    expect(calls).toHaveLength(1);
    expect(await activityOf(client)).toMatchObject([
      { group: id, requests: 1, failed: 1 },
    ]);
  });
});
