import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { callOf, modelRoutes } from "#tests/support/gateway-calls.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

const named = "context-1m-2025-08-07, canary beta,effort-2025-11-24";
const passedOn = "context-1m-2025-08-07,effort-2025-11-24";

const message: Route = (_, response) =>
  sendJson(response, 200, {
    id: "msg_up",
    type: "message",
    role: "assistant",
    model: "plain",
    content: [{ type: "text", text: "High." }],
    stop_reason: "end_turn",
    usage: { input_tokens: 3, output_tokens: 2 },
  });
const complaint: Route = (request, response) =>
  Object.keys(request.body as object).length === 0
    ? sendJson(response, 400, { error: { message: "model is required" } })
    : message(request, response);

async function start(more: object, messages: Route = message) {
  const upstream = await startDialectUpstream("openai-chat", {
    "GET /v1/models": (_, response) =>
      sendJson(response, 200, { data: [{ id: "plain" }] }),
    "POST /v1/messages": messages,
    "POST /v1/messages/count_tokens": (_, response) =>
      sendJson(response, 200, { input_tokens: 3 }),
  });
  onTestFinished(() => upstream.close());
  const instance = {
    id: "it",
    baseUrl: `${upstream.url}/v1`,
    retry: { maxAttempts: 1 },
    ...more,
  };
  const gateway = await startGateway({
    config: { gateway: { requireKey: false }, instances: [instance] },
  });
  return { ...gateway, upstream };
}

type Started = Awaited<ReturnType<typeof start>>;

/** What an upstream is told of betas, by the path on which it is asked: all routes, and messages in both ways. */
async function toldTo({ address, upstream }: Started) {
  const wish = { model: "it:plain", text: "Tides?", maxTokens: 9 };
  const told: (readonly [string, string, unknown, unknown])[] = [];
  for (const route of modelRoutes)
    for (const stream of [false, true]) {
      const { path, body } = callOf(route, wish);
      const takesStream =
        path === "/v1/messages" || path === "/v1/chat/completions";
      const before = upstream.requests.length;
      await ask(address + path, {
        headers: { "anthropic-beta": named },
        body: takesStream ? { ...body, stream } : body,
      });
      for (const { path: asked, headers } of upstream.requests.slice(before))
        told.push([
          route.path,
          asked,
          headers["anthropic-beta"],
          headers["anthropic-version"],
        ]);
    }
  return told;
}

test.each(["openai", "openrouter"])(
  "what an Anthropic client names as betas goes to an upstream of kind %s that is asked in messages, whole or in pieces, and with nobody else's call",
  async (kind) => {
    const told = await toldTo(await start({ kind, speaks: ["messages"] }));
    const version = "2023-06-01";
    for (const [route, asked, betas] of told)
      expect([route, asked, betas]).toEqual([
        route,
        asked,
        route.startsWith("/v1/messages") ? passedOn : undefined,
      ]);
    const inMessages = told.filter(([, path]) => path.includes("messages"));
    expect(inMessages.filter(([, path]) => path === "/v1/messages")).toEqual([
      ["/v1/messages", "/v1/messages", passedOn, version],
      ["/v1/messages", "/v1/messages", passedOn, version],
    ]);
    expect(
      inMessages.filter(([route]) => route.endsWith("/count_tokens")),
    ).toEqual(
      kind === "openai"
        ? Array.from({ length: 2 }, () => [
            "/v1/messages/count_tokens",
            "/v1/messages/count_tokens",
            passedOn,
            version,
          ])
        : [],
    );
  },
);

test("an upstream whose messages were found out is told the betas, too", async () => {
  const started = await start({ kind: "openai" }, complaint);
  const { address, upstream } = started;
  await ask(`${address}/v1/models`);
  await expect
    .poll(() => upstream.requests.map(({ path }) => path))
    .toContain("/v1/messages-of-nobody");
  await expect
    .poll(async () => (await toldTo(started)).filter(([, , betas]) => betas))
    .toEqual(
      [
        "/v1/messages",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/v1/messages/count_tokens",
      ].map((path) => [path, path, passedOn, "2023-06-01"]),
    );
});

test("an upstream that is asked in its chat is told none", async () => {
  const told = await toldTo(await start({ kind: "openai", speaks: [] }));
  expect(told.filter(([route]) => route === "/v1/messages")).toHaveLength(2);
  expect(told.filter(([, , betas]) => betas !== undefined)).toEqual([]);
});
