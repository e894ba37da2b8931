import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

const hasIpv6 = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .some(({ address }) => address === "::1");

async function start(host: object = {}) {
  const { config } = await simulatedInstance();
  const started = await startGateway({ config, host });
  const { port } = new URL(started.address);
  const { token } = await createKey(started.dataDir);
  const chat = (base: string, headers: Record<string, string> = {}) =>
    ask(`${base}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: {
        model: "sim:sim/echo",
        messages: [{ role: "user", content: "Hi" }],
      },
    }).then(({ status }) => status);
  return { ...started, port, chat, twin: `http://[::1]:${port}` };
}

test.skipIf(!hasIpv6).each(["127.0.0.1", "0.0.0.0"])(
  "a gateway on %s is found on ::1 at the same port, by the same rules",
  async (host) => {
    const { address, chat, twin, port } = await start({ host });
    expect(new URL(address).hostname).toBe(host);
    expect(await chat(twin)).toBe(200);
    expect(await chat(twin, { host: `localhost:${port}` })).toBe(200);
    expect(await chat(twin, { authorization: "Bearer any" })).toBe(401);
    expect(await chat(twin, { host: `evil.example:${port}` })).toBe(421);
    expect(await chat(twin, { host: "[::1]:1" })).toBe(421);
    // Where no key is required, it is this machine as well.
    const open = await start({ host, requireKey: false });
    expect(await open.chat(open.twin, { authorization: "Bearer any" })).toBe(
      200,
    );
  },
);

test.skipIf(!hasIpv6)("both are shut together", async () => {
  const { chat, twin, host, port } = await start();
  expect(await chat(twin)).toBe(200);
  await host.close();
  for (const shut of ["127.0.0.1", "::1"])
    await expect(
      once(connect(Number(port), shut), "connect"),
    ).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("another address than IPv4's own stays alone", async () => {
  const { chat, twin } = await start({ host: "127.0.0.2" });
  await expect(chat(twin)).rejects.toThrow();
});

test.skipIf(!hasIpv6)(
  "a port that is taken on ::1 is no failure, and the log says so",
  async () => {
    const other = createServer((socket) => void socket.destroy());
    other.listen(0, "::1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { chat, address, logLines } = await start({ port });
    expect(await chat(address)).toBe(200);
    await expect
      .poll(() => logLines.find((line) => line.includes("::1.")))
      .toBe(
        `info No listening on ::1. ${JSON.stringify({
          reason: `Port ${port} on ::1 is already in use; stop the program that holds it or choose another port (0 takes any free one).`,
        })}`,
      );
  },
);
