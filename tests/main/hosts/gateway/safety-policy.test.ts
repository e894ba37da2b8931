import { expect, onTestFinished, test } from "vitest";
import type { KeyWish } from "#main/services/access/issue-key.ts";
import {
  callOf,
  modelRoutes,
  purposeOf,
} from "#tests/support/gateway-calls.ts";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";
import { startLab } from "#tests/support/scene-lab.ts";

async function start() {
  const { instance, asked } = await startLab({ cloud: true, risk: "high" });
  const aliases = [
    { id: "best", targets: ["lab:503", "lab:text"] },
    { id: "plain", targets: ["lab:text"] },
    { id: "outer", targets: ["plain"] },
    { id: "outmost", targets: ["outer"] },
  ];
  const started = await startGateway({
    config: { instances: [instance], aliases },
  });
  const keyFor = async (wish: Partial<KeyWish>) => {
    const { token } = await createKey(started.dataDir, wish);
    return (
      route: (typeof modelRoutes)[number],
      model: string,
      fields: object = {},
    ) => {
      const { path, body } = callOf(route, { model, text: "Hi", maxTokens: 9 });
      const headers = { "x-api-key": token };
      return ask(started.address + path, {
        headers,
        body: { ...body, ...fields },
      });
    };
  };
  return { keyFor, asked };
}

test.each<[string, Partial<KeyWish>, string]>([
  ["a model", { deny: ["lab:text"] }, "lab:text"],
  ["an instance", { deny: ["lab:*"] }, "lab:text"],
  ["whatever is not allowed", { allow: ["other:*"] }, "lab:text"],
  ["an alias", { deny: ["alias:plain"] }, "plain"],
  ["the model behind an alias", { deny: ["lab:text"] }, "plain"],
  ["an alias on the way", { deny: ["alias:plain"] }, "outer"],
  ["an alias in the middle", { deny: ["alias:outer"] }, "outmost"],
  ["an alias however it is reached", { deny: ["alias:pl*"] }, "outmost"],
  ["all but another alias", { allow: ["alias:best"] }, "outmost"],
  ["the cloud", { deny: ["cloud"] }, "lab:text"],
  ["high risk", { deny: ["high-risk"] }, "lab:text"],
  ["what is not for the network", { allow: ["lan"] }, "lab:text"],
])("every route: a key that denies %s asks nobody", async (_, wish, model) => {
  const { keyFor, asked } = await start();
  const send = await keyFor(wish);
  for (const route of modelRoutes)
    expect([route.path, (await send(route, model)).status]).toEqual([
      route.path,
      403,
    ]);
  expect(asked()).toEqual([]);
});

test.each(["plain", "outer", "outmost"])(
  "every route: a key that is given what %s leads to reaches it through other aliases too",
  async (alias) => {
    const { keyFor } = await start();
    const send = await keyFor({ allow: [`alias:${alias}`] });
    for (const route of modelRoutes)
      expect([route.path, (await send(route, "outmost")).status]).toEqual([
        route.path,
        200,
      ]);
  },
);

test("every route: each hop of an alias is authorized, and a denial goes no further", async () => {
  const { keyFor, asked } = await start();
  const [bound, free] = [
    await keyFor({ deny: ["lab:text"] }),
    await keyFor({}),
  ];
  // A count asks the first target alone.
  const hopping = modelRoutes.filter((route) => purposeOf(route) !== "count");
  for (const route of hopping) {
    const before = asked().length;
    const denied = await bound(route, "best");
    expect([route.path, denied.status]).toEqual([route.path, 403]);
    // The first is asked until it is known to rest; the second never.
    expect(asked().slice(before)).not.toContain("text");
    const answered = await free(route, "best");
    expect([route.path, answered.status]).toEqual([route.path, 200]);
    expect(asked().slice(before)).toContain("text");
  }
  expect(asked()).toContain("503");
});

const furtherModels: readonly (readonly [string, object])[] = [
  ["/v1/chat/completions", { models: ["mini", "big"] }],
  ["/v1/chat/completions", { MODEL: "big" }],
  ["/v1/chat/completions", { plugins: [{ id: "fusion", model: "big" }] }],
  ["/v1/messages", { fallbacks: [{ model: "big" }] }],
  ["/v1/responses", { models: ["big"] }],
  ["/v1/responses", { tools: [{ type: "image_generation", model: "big" }] }],
];

test.each(furtherModels)(
  "%s: a model that %j names beside the asked one must be open to the key too",
  async (path, fields) => {
    const { keyFor, asked } = await start();
    const bound = await keyFor({ allow: ["lab:text", "lab:mini"] });
    const route = modelRoutes.find((it) => it.path === path);
    if (route === undefined) throw new Error(path);
    const refused = await bound(route, "lab:text", fields);
    expect([refused.status, asked()]).toEqual([403, []]);
    expect(refused.text).toContain("lab:big");
    const free = await keyFor({ allow: ["lab:*"] });
    expect((await free(route, "lab:text", fields)).status).not.toBe(403);
  },
);

test.each([
  "../../v1/secret",
  "x/../models/pro",
  "./models/pro",
  "models//pro",
  "models/..",
  "/models/pro",
])(
  "a model %j that would lead elsewhere on its host asks nobody",
  async (model) => {
    const upstream = await startDialectUpstream("gemini");
    onTestFinished(() => upstream.close());
    const { address } = await startGateway({
      config: {
        gateway: { requireKey: false },
        instances: [
          {
            ...{ id: "g", kind: "gemini", baseUrl: upstream.url },
            apiKey: { value: "k" },
          },
        ],
      },
    });
    const messages = [{ role: "user", content: "Hi" }];
    const asking = [
      ["/v1/chat/completions", { messages }],
      ["/v1/embeddings", { input: "Hi" }],
    ] as const;
    for (const [path, fields] of asking) {
      const body = { model: `g:${model}`, ...fields };
      const { status, text } = await ask(address + path, { body });
      expect([path, status]).toEqual([path, 400]);
      expect(text).toContain("`model`");
    }
    const asked = upstream.requests.filter(({ text }) => text !== "");
    expect(asked.map(({ path }) => path)).toEqual([]);
  },
);

test("every route: a model's id that is as long as a book asks nobody, and stands in full nowhere", async () => {
  const { instance, asked } = await startLab();
  const { address, dataDir } = await startGateway({
    config: { gateway: { requireKey: false }, instances: [instance] },
  });
  for (const beginning of ["lab:", ""]) {
    const model = beginning + "x".repeat(9_000);
    for (const route of modelRoutes) {
      const call = callOf(route, { model, text: "Hi", maxTokens: 9 });
      const reply = await ask(address + call.path, call);
      expect([route.path, reply.status]).toEqual([route.path, 404]);
      expect(reply.text).toContain("`model`");
      expect(reply.text.length).toBeLessThan(400);
    }
  }
  expect(asked()).toEqual([]);
  const lines = await readAudit(dataDir);
  expect(lines).toHaveLength(2 * modelRoutes.length);
  for (const line of lines)
    expect(JSON.stringify(line).length).toBeLessThan(900);
});

test("who asks for what several instances offer is told only of those that it may have", async () => {
  const lists = ["one", "two", "three"].map(async (id) => {
    const upstream = await startDialectUpstream("openai-chat", {
      "GET /v1/models": (_request, response) =>
        sendJson(response, 200, { object: "list", data: [{ id: "same" }] }),
    });
    onTestFinished(() => upstream.close());
    return { id, kind: "openai", baseUrl: `${upstream.url}/v1` };
  });
  const instances = await Promise.all(lists);
  const { address, dataDir, client } = await startGateway({
    config: { instances },
  });
  await Promise.all(
    instances.map(({ id }) => client.models.refresh({ instance: id })),
  );
  const answerTo = async (deny: readonly string[]) => {
    const { token } = await createKey(dataDir, { deny: [...deny] });
    const { status, text } = await ask(`${address}/v1/chat/completions`, {
      headers: { "x-api-key": token },
      body: { model: "same", messages: [{ role: "user", content: "Hi" }] },
    });
    const told = ["one", "two", "three"].filter((id) =>
      text.includes(`${id}:same`),
    );
    return { status, told };
  };
  expect(await answerTo([])).toEqual({
    status: 400,
    told: ["one", "two", "three"],
  });
  expect(await answerTo(["two:*"])).toEqual({
    status: 400,
    told: ["one", "three"],
  });
  expect(await answerTo(["*"])).toEqual({ status: 404, told: [] });
});

test("an alias that is called like another model of its upstream gives no right to that one", async () => {
  const { keyFor, asked } = await start();
  const bound = await keyFor({ allow: ["alias:plain"] });
  const route = modelRoutes.find(({ path }) => path === "/v1/chat/completions");
  if (route === undefined) throw new Error("No chat.");
  expect((await bound(route, "plain", { models: ["plain"] })).status).toBe(403);
  expect(asked()).toEqual([]);
});

test("Google's clients name the model a second time where they count, which names no other one", async () => {
  const { keyFor } = await start();
  const bound = await keyFor({ allow: ["lab:text"] });
  const route = modelRoutes.find(({ path }) => path.endsWith(":countTokens"));
  if (route === undefined) throw new Error("No count.");
  const contents = [{ parts: [{ text: "Hi" }] }];
  const counting = (model: string) =>
    bound(route, "lab:text", { generateContentRequest: { model, contents } });
  expect((await counting("models/lab:text")).status).toBe(200);
  expect((await counting("lab:text")).status).toBe(200);
  expect((await counting("models/big")).status).toBe(403);
});
