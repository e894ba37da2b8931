import { expect, test } from "vitest";
import {
  callOf,
  modelRoutes,
  purposeOf,
  type CallWish,
} from "#tests/support/gateway-calls.ts";
import {
  ask,
  createKey,
  revokeKey,
  startGateway,
} from "#tests/support/gateway.ts";
import { startLab } from "#tests/support/scene-lab.ts";

async function start(more: object = {}) {
  const { instance, asked } = await startLab();
  const started = await startGateway({
    config: { instances: [instance], ...more },
  });
  return { ...started, asked: () => asked().length };
}

type Route = (typeof modelRoutes)[number];

/** A call that may use 700 tokens at most, by its prompt or by its reply. */
function large(route: Route, model: string): CallWish {
  return purposeOf(route) === "vectors"
    ? { model, text: "word ".repeat(490), maxTokens: 1 }
    : { model, text: "Hi", maxTokens: 690 };
}

const spending = modelRoutes.filter((route) => purposeOf(route) !== "count");

test.each(spending)(
  "$path: tokens are reserved before the call, and settled whatever its end",
  async (route) => {
    const { address, dataDir, asked, client } = await start();
    const { token } = await createKey(dataDir, { tokensPerDay: 1_000 });
    const headers = { authorization: `Bearer ${token}` };
    const send = (model: string) => {
      const call = callOf(route, large(route, `lab:${model}`));
      return ask(address + call.path, { ...call, headers });
    };
    const used = async () => {
      const [key] = await client.keys.list();
      return key?.limits.tokensPerDay?.used ?? Infinity;
    };
    const settled = () => expect.poll(used).toBeLessThan(300);

    const call = callOf(route, large(route, "lab:silent"));
    const leaving = new AbortController();
    const left = fetch(address + call.path, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(call.body),
      signal: leaving.signal,
    }).catch(() => "left");
    await expect.poll(asked).toBe(1);
    expect(await used()).toBeGreaterThan(600);
    // Nobody is asked for what would be too much beside it.
    expect(await send("text")).toMatchObject({ status: 429 });
    expect(asked()).toBe(1);

    leaving.abort();
    expect(await left).toBe("left");
    await settled();
    expect((await send("500")).status).toBe(502);
    await settled();
    // The status of a stream was sent before it broke.
    await send("breaks");
    await settled();
    expect((await send("text")).status).toBe(200);
    await settled();
    expect(await used()).toBeGreaterThan(30);
    expect(asked()).toBe(4);
  },
);

test("every route: requests are counted before the call", async () => {
  const { address, dataDir, asked } = await start();
  for (const route of modelRoutes) {
    const { token } = await createKey(dataDir, { requestsPerMinute: 1 });
    const { path, body } = callOf(route, {
      model: "lab:text",
      text: "Hi",
      maxTokens: 5,
    });
    const send = () =>
      ask(address + path, { headers: { "x-api-key": token }, body });
    expect([path, (await send()).status]).toEqual([path, 200]);
    const before = asked();
    const refused = await send();
    expect([path, refused.status]).toEqual([path, 429]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(asked()).toBe(before);
  }
});

test("every route: nothing comes from the cache before the caller is known and allowed", async () => {
  const { address, dataDir, asked } = await start({
    cache: { scope: "shared" },
  });
  const deny = ["lab:text"];
  const wishes = {
    denied: { deny },
    unscoped: { scopes: ["metrics"] },
    expired: { expiresAt: new Date(Date.now() - 1_000).toISOString() },
    spent: { tokensPerDay: 1 },
    revoked: {},
    good: {},
    other: {},
  } as const;
  const made = await Promise.all(
    Object.entries(wishes).map(
      async ([name, wish]) =>
        [name, await createKey(dataDir, { ...wish } as object)] as const,
    ),
  );
  const keys = Object.fromEntries(made) as Record<
    keyof typeof wishes,
    { id: string; token: string }
  >;
  await revokeKey(dataDir, keys.revoked.id);
  const statuses = {
    denied: 403,
    unscoped: 403,
    expired: 401,
    spent: 429,
    revoked: 401,
  } as const;
  const replying = modelRoutes.filter((it) => purposeOf(it) === "reply");
  for (const route of replying) {
    const { path, body } = callOf(route, {
      model: "lab:text",
      text: "Hi",
      maxTokens: 40,
    });
    const send = (token: string, more: Record<string, string> = {}) =>
      ask(address + path, {
        headers: { "x-api-key": token, "x-modeldocker-cache": "on", ...more },
        body,
      });
    await send(keys.good.token);
    const before = asked();
    // It is there, for all whose own rules allow it.
    const hit = await send(keys.other.token);
    expect([path, hit.headers["x-cache"]]).toEqual([path, "HIT"]);
    const text = "Höhe";
    expect(hit.text).toContain(text);
    for (const [name, status] of Object.entries(statuses))
      for (const wish of ["on", "only"]) {
        const { token } = keys[name as keyof typeof statuses];
        const reply = await send(token, { "x-modeldocker-cache": wish });
        expect([path, name, reply.status]).toEqual([path, name, status]);
        expect(reply.headers["x-cache"]).toBeUndefined();
        expect(reply.text).not.toContain(text);
      }
    for (const stranger of ["", "mdk_made_up"])
      expect((await send(stranger)).status).toBe(401);
    const rebound = await send(keys.other.token, { host: "evil.example" });
    expect(rebound.status).toBe(421);
    expect(asked()).toBe(before);
  }
});

test("calls that run at the same time count once each, not in our quota and in the ledger", async () => {
  const { address, dataDir, asked, client } = await start();
  const { token } = await createKey(dataDir, { tokensPerDay: 2_200 });
  const route = modelRoutes.find(({ path }) => path === "/v1/messages");
  if (route === undefined) throw new Error("No messages.");
  const leaving = new AbortController();
  const { path, body } = callOf(route, large(route, "lab:silent"));
  const send = () =>
    fetch(address + path, {
      method: "POST",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: leaving.signal,
    }).then(
      ({ status }) => status,
      () => "left",
    );
  const running = [];
  for (let count = 1; count <= 3; count += 1) {
    running.push(send());
    await expect.poll(asked).toBe(count);
  }
  const [key] = await client.keys.list();
  const used = key?.limits.tokensPerDay?.used ?? 0;
  expect(used).toBeGreaterThan(3 * 690);
  expect(used).toBeLessThan(3 * 700);
  expect(await send()).toBe(429);
  leaving.abort();
  expect(await Promise.all(running)).toEqual(["left", "left", "left"]);
});
