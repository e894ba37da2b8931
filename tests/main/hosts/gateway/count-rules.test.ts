import type { ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

type Turn = (response: ServerResponse) => void;

const counted: Turn = (response) =>
  sendJson(response, 200, { input_tokens: 9 });
const failing =
  (status: number): Turn =>
  (response) =>
    sendJson(response, status, { error: { message: "broken" } });
const busyFor =
  (seconds: string, status: number): Turn =>
  (response) => {
    response.setHeader("retry-after", seconds);
    failing(status)(response);
  };

/** A gateway before an upstream that takes each turn once, and the last one from then on. */
async function start(turns: readonly Turn[], instance: object = {}) {
  let taken = 0;
  const take: Turn = (response) => {
    const turn = turns[Math.min(taken, turns.length - 1)];
    taken += 1;
    turn?.(response);
  };
  const upstream = await startDialectUpstream("anthropic-messages", {
    "POST /v1/messages/count_tokens": (_, response) => take(response),
  });
  onTestFinished(() => upstream.close());
  const lab = { id: "lab", kind: "anthropic", baseUrl: upstream.url };
  const { address, dataDir, client } = await startGateway({
    config: { instances: [{ ...lab, ...instance }] },
  });
  await client.settings.set({ key: "budgetPerDayCents", value: 1 });
  const key = await createKey(dataDir, { tokensPerDay: 1_000 });
  const count = async () => {
    const messages = [{ role: "user", content: "Hello there" }];
    const { status, json, headers } = await ask(
      `${address}/v1/messages/count_tokens`,
      {
        headers: { "x-api-key": key.token },
        body: { model: "lab:m", messages },
      },
    );
    const { input_tokens: tokens } = (json ?? {}) as { input_tokens?: number };
    return { status, tokens, kind: headers["x-modeldocker-count"] };
  };
  return {
    count,
    asked: () =>
      upstream.requests.filter(({ method }) => method === "POST").length,
    health: async () =>
      (await client.instances.list({})).find(({ id }) => id === "lab")?.health,
    audit: (lines: number) =>
      vi.waitFor(async () => {
        const events = await readAudit(dataDir);
        expect(events).toHaveLength(lines);
        return events;
      }),
    client,
  };
}

const exact = { status: 200, tokens: 9, kind: "exact" };
const estimated = {
  status: 200,
  tokens: expect.any(Number) as number,
  kind: "estimated",
};

test("a count that would have to wait for its instance's pace is estimated at once", async () => {
  const limits = { requestsPerMinute: 1 };
  const { count, asked } = await start([counted], { limits });
  expect(await count()).toEqual(exact);
  expect(await count()).toEqual(estimated);
  expect(asked()).toBe(1);
});

test("a count takes its place among the instance's calls, and gives it back", async () => {
  const held: ServerResponse[] = [];
  const { count, asked } = await start(
    [(response) => void held.push(response)],
    {
      limits: { concurrent: 1 },
    },
  );
  const first = count();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  expect(await count()).toEqual(estimated);
  for (const response of held.splice(0)) counted(response);
  expect(await first).toEqual(exact);
  const third = count();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  for (const response of held.splice(0)) counted(response);
  expect(await third).toEqual(exact);
  expect(asked()).toBe(2);
});

test("an overloaded upstream is asked again where the wait is short", async () => {
  const { count, audit } = await start([busyFor("0", 503), counted]);
  expect(await count()).toEqual(exact);
  expect(await audit(1)).toMatchObject([
    { outcome: "ok", attempts: 2, servedModel: "lab:m" },
  ]);
});

test("nobody waits long for a count: the audit tells that it was tried", async () => {
  const { count, asked, audit } = await start([busyFor("20", 503), counted]);
  expect(await count()).toEqual(estimated);
  expect(asked()).toBe(1);
  const [line] = await audit(1);
  expect(line).toMatchObject({ outcome: "ok", status: 200, attempts: 1 });
  expect(line?.servedModel).toBeUndefined();
  expect(line?.durationMs).toBeLessThan(10_000);
});

test("a target in trouble is left alone", async () => {
  const { count, asked, health } = await start([failing(500)]);
  for (let time = 0; time < 8; time += 1)
    expect(await count()).toEqual(estimated);
  expect(asked()).toBe(4);
  expect(await health()).toMatchObject({ state: "open" });
});

test.each([404, 405, 429])(
  "that an upstream has no count to give (%i) says nothing of its chats",
  async (status) => {
    const { count, asked, health } = await start([failing(status)]);
    for (let time = 0; time < 6; time += 1)
      expect(await count()).toEqual(estimated);
    expect(asked()).toBe(6);
    expect(await health()).not.toMatchObject({ state: "open" });
    expect((await health())?.lastError).toBeUndefined();
  },
);

test("a count is free: no row of activity, no tokens of the key, nothing of the budget", async () => {
  const { count, client, audit } = await start([counted]);
  for (let time = 0; time < 3; time += 1) expect(await count()).toEqual(exact);
  const lines = await audit(3);
  expect(lines.every((line) => line.inputTokens === undefined)).toBe(true);
  const [key] = await client.keys.list({});
  expect(key?.limits.tokensPerDay).toMatchObject({ used: 0 });
  const [budget] = await client.activity.budgets({});
  expect(budget?.usedNanoUsd).toBe(0);
});
