import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { networkAddresses } from "#main/adapters/machine/network-addresses.ts";
import { ask } from "#tests/support/gateway.ts";
import { startOwned } from "#tests/support/owned-gateway.ts";
import { failureOf } from "#tests/support/rpc.ts";

const slow = {
  model: "demo:simulated-slow",
  stream: true,
  messages: [{ role: "user", content: "Write at length." }],
};

function isUp(address: string | undefined): Promise<boolean> {
  return fetch(`${address}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("it is switched off and on while the program runs, and others find it", async () => {
  const { client, owned, recorded } = await startOwned();
  const { address, status, locked } = await client.gateway.state();
  expect([status, address, locked]).toEqual([
    "running",
    owned.addresses.gateway,
    [],
  ]);
  expect(recorded()).toBe(address);

  const off = await client.gateway.configure({ enabled: false });
  expect([off.status, off.address]).toEqual(["off", undefined]);
  expect(await isUp(address)).toBe(false);
  expect(recorded()).toBeUndefined();

  const on = await client.gateway.configure({ enabled: true });
  expect(on.status).toBe("running");
  expect(await isUp(on.address)).toBe(true);
  expect(recorded()).toBe(on.address);
  expect((await client.app.info()).gateway).toEqual({ address: on.address });
});

test("a stream in flight ends whole behind a door that was shut; nothing new comes in", async () => {
  const { client } = await startOwned({
    config: { gateway: { requireKey: false } },
  });
  const { address } = await client.gateway.state();
  const reply = await fetch(`${address}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...slow, max_tokens: 20 }),
  });
  expect(reply.status).toBe(200);
  await client.gateway.configure({ enabled: false });
  expect(await isUp(address)).toBe(false);
  expect((await reply.text()).trimEnd()).toMatch(/data: \[DONE\]$/);
});

test("it moves to another port; a taken one leaves it where it is, and nothing stored", async () => {
  const { client } = await startOwned();
  const { address } = await client.gateway.state();
  const port = await takenPort();
  expect(await failureOf(client.gateway.configure({ port }))).toBe(
    "port-in-use",
  );
  expect(await isUp(address)).toBe(true);
  expect((await client.settings.get()).values.gatewayPort).toBe(0);

  const free = await takenPort();
  // Taken through the settings, the state tells what failed and the old place goes on.
  await client.settings.set({ key: "gatewayPort", value: free });
  await expect
    .poll(async () => (await client.gateway.state()).error?.code)
    .toBe("port-in-use");
  expect(await client.gateway.state()).toMatchObject({
    status: "running",
    address,
  });
  const moved = await client.gateway.configure({ port: 0, host: "127.0.0.2" });
  expect(moved.error).toBeUndefined();
  expect(moved.address).toMatch(/^http:\/\/127\.0\.0\.2:/);
  expect(await isUp(address)).toBe(false);
});

test("the network takes two settings, and a key even where none is required", async ({
  skip,
}) => {
  const own = networkAddresses().find((it) => !it.includes(":"));
  if (own === undefined) return skip("This machine is in no network.");
  const { client } = await startOwned();
  const host = "0.0.0.0";
  expect(await failureOf(client.gateway.configure({ host }))).toBe(
    "invalid-request",
  );
  const state = await client.gateway.configure({
    host,
    allowLan: true,
    requireKey: false,
  });
  expect(state.address).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const lan = state.lanAddresses.find((it) => it.includes(own));
  expect((await ask(`${state.address}/v1/models`)).status).toBe(200);
  expect((await ask(`${lan}/v1/models`)).status).toBe(401);
  const { token } = await client.keys.create({ name: "Phone" });
  const headers = { authorization: `Bearer ${token}` };
  expect((await ask(`${lan}/v1/models`, { headers })).status).toBe(200);

  // Both at once, and the port stays: the socket makes way for itself.
  const back = await client.gateway.configure({
    host: "127.0.0.1",
    allowLan: false,
  });
  expect(back.lanAddresses).toEqual([]);
  await expect(ask(`${lan}/v1/models`, { headers })).rejects.toThrow();
});

test("the network is shut out as soon as its switch in the settings is off, and the state says why", async ({
  skip,
}) => {
  const own = networkAddresses().find((it) => !it.includes(":"));
  if (own === undefined) return skip("This machine is in no network.");
  const { client } = await startOwned();
  const open = { host: "0.0.0.0", allowLan: true };
  const { lanAddresses } = await client.gateway.configure(open);
  const lan = lanAddresses.find((it) => it.includes(own));
  const { token } = await client.keys.create({ name: "Phone" });
  const headers = { authorization: `Bearer ${token}` };
  const reach = () =>
    ask(`${lan}/v1/models`, { headers }).then(
      ({ status }) => status,
      () => "nobody there",
    );
  expect(await reach()).toBe(200);
  await client.settings.set({ key: "gatewayAllowLan", value: false });
  await expect.poll(reach).toBe("nobody there");
  expect(await client.gateway.state()).toMatchObject({
    status: "failed",
    error: { code: "config-invalid", data: { parameter: "allowLan" } },
  });
  await client.settings.set({ key: "gatewayAllowLan", value: true });
  await expect
    .poll(async () => (await client.gateway.state()).status)
    .toBe("running");
});

test("rules hold from the next request on", async () => {
  const { client } = await startOwned();
  const { address } = await client.gateway.state();
  const origin = "http://localhost:5173";
  const status = async (headers = {}) =>
    (await ask(`${address}/v1/models`, { headers })).status;
  expect(await status()).toBe(401);
  await client.gateway.configure({
    requireKey: false,
    allowedOrigins: [origin],
    allowedHosts: ["models.test:80"],
  });
  expect(await status()).toBe(200);
  expect(await status({ origin })).toBe(200);
  expect(await status({ host: "models.test:80" })).toBe(200);
  expect(await status({ origin: "http://evil.example" })).toBe(403);
  expect((await client.gateway.state()).address).toBe(address);
});

test("what config file and command line say is locked", async () => {
  const { client } = await startOwned({
    config: {
      gateway: { requireKey: false, allowedOrigins: ["http://a.test"] },
      promptLogging: "metadata",
    },
    gateway: { port: 0 },
  });
  const { locked, options } = await client.gateway.state();
  expect(locked).toEqual(["port", "requireKey", "allowedOrigins"]);
  expect(options).toMatchObject({
    requireKey: false,
    allowedOrigins: ["http://a.test"],
  });
  expect(await failureOf(client.gateway.configure({ port: 1 }))).toBe(
    "conflict",
  );
  const settings = await client.settings.get();
  expect(settings.locked).toMatchObject({
    gatewayPort: "command-line",
    gatewayRequireKey: "config-file",
    promptLogging: "config-file",
  });
});

test("figures of the day come with the state", async () => {
  const { client } = await startOwned({
    config: { gateway: { requireKey: false } },
  });
  const { address } = await client.gateway.state();
  const body = {
    model: "demo:simulated-fast",
    temperature: 0,
    max_tokens: 5,
    messages: [{ role: "user", content: "Hi" }],
  };
  const url = `${address}/v1/chat/completions`;
  for (let index = 0; index < 2; index += 1) await ask(url, { body });
  await ask(url, { body: { ...body, model: "nobody:x" } });
  await expect
    .poll(async () => (await client.gateway.state()).today.requests)
    .toBe(3);
  const { today } = await client.gateway.state();
  expect(today.answered).toBe(2);
  expect(today.cachedOrLocal).toBeGreaterThanOrEqual(1);
});
