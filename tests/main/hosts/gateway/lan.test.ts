import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { gatewayRoutes } from "#main/hosts/gateway/routes.ts";
import { callOf } from "#tests/support/gateway-calls.ts";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

/** An address of this machine by which it is another one's neighbour. */
const lan = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

async function start(gateway: object, host = "0.0.0.0", instance: object = {}) {
  const { config, upstream } = await simulatedInstance();
  const [sim] = (config as { instances: object[] }).instances;
  const started = await startGateway({
    config: { instances: [{ ...sim, ...instance }], gateway },
    host: { host },
  });
  const { port } = new URL(started.address);
  const { token } = await createKey(started.dataDir);
  const chat = (address: string, headers: Record<string, string> = {}) =>
    ask(`http://${address}:${port}/v1/chat/completions`, {
      headers,
      body: {
        model: "sim:sim/echo",
        messages: [{ role: "user", content: "Hi" }],
      },
    }).then(({ status }) => status);
  const key = { authorization: `Bearer ${token}` };
  const asked = () => upstream.requests.filter(({ body }) => body).length;
  return { chat, key, port, asked };
}

test.skipIf(lan === undefined)(
  "another machine needs the host, allowLan and a key: all three",
  async () => {
    const address = lan ?? "";
    const loopback = await start({ allowLan: true }, "127.0.0.1");
    await expect(loopback.chat(address, loopback.key)).rejects.toThrow();

    const closed = await start({ allowLan: false });
    expect(await closed.chat(address, closed.key)).toBe(401);
    const asOurs = { ...closed.key, host: `127.0.0.1:${closed.port}` };
    expect(await closed.chat(address, asOurs)).toBe(401);
    expect(await closed.chat("127.0.0.1", closed.key)).toBe(200);

    const open = await start({ allowLan: true, requireKey: false });
    expect(await open.chat(address)).toBe(401);
    expect(await open.chat(address, { authorization: "Bearer any" })).toBe(401);
    expect(await open.chat(address, open.key)).toBe(200);
    expect(await open.chat("127.0.0.1")).toBe(200);
    const rebound = { ...open.key, host: `evil.example:${open.port}` };
    expect(await open.chat(address, rebound)).toBe(421);
  },
);

test.skipIf(lan === undefined)(
  "an instance that is not for the network, or of high risk, stays on this machine",
  async () => {
    for (const instance of [{ lan: false }, { risk: "high" }]) {
      const { chat, key } = await start(
        { allowLan: true },
        "0.0.0.0",
        instance,
      );
      expect(await chat(lan ?? "", key)).toBe(403);
      expect(await chat("127.0.0.1", key)).toBe(200);
    }
  },
);

test.skipIf(lan === undefined)(
  "every route: another machine is a stranger without allowLan, and without a key with it",
  async () => {
    const address = lan ?? "";
    const closed = await start({ allowLan: false, requireKey: false });
    const open = await start({ allowLan: true, requireKey: false });
    for (const route of gatewayRoutes) {
      const call = callOf(route, {
        model: "sim:sim/echo",
        text: "Hi",
        maxTokens: 10,
      });
      const { path } = route;
      const send = async (
        gateway: typeof open,
        headers: Record<string, string> = {},
        host = address,
      ) => {
        const url = `http://${host}:${gateway.port}${call.path}`;
        const { status } = await ask(url, { ...call, headers });
        return [path, status];
      };
      const any = { authorization: "Bearer any" };
      const before = [closed.asked(), open.asked()];
      for (const headers of [{}, any, closed.key])
        expect(await send(closed, headers)).toEqual([path, 401]);
      const isOpen = route.access === "open";
      for (const headers of [{}, any])
        expect(await send(open, headers)).toEqual([path, isOpen ? 200 : 401]);
      expect([closed.asked(), open.asked()]).toEqual(before);
      // With the key it is let in, as this machine is without.
      expect(await send(open, {}, "127.0.0.1")).not.toEqual([path, 401]);
      expect(await send(open, open.key)).not.toEqual([path, 401]);
    }
  },
);
