import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogLine } from "#shared/gateway/log-line.ts";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

async function start() {
  const { config } = await simulatedInstance();
  const started = await startGateway({
    config: { ...(config as object), gateway: { requireKey: false } },
  });
  const chat = (model: string, content = "Hi") =>
    ask(`${started.address}/v1/chat/completions`, {
      body: { model, messages: [{ role: "user", content }] },
    });
  return { ...started, chat };
}

test("the log of calls is read by level and text, with its place", async () => {
  const { client, chat, dataDir } = await start();
  await chat("sim:sim/echo");
  await chat("sim:sim/500");
  const messages = async (filter: Parameters<typeof client.logs.query>[0]) =>
    (await client.logs.query(filter)).lines.map(({ message }) => message);
  await expect
    .poll(() => messages({}))
    .toEqual(["ModelDocker started.", "Chat call ended.", "Chat call failed."]);
  expect(await messages({ level: "warn" })).toEqual(["Chat call failed."]);
  expect(await messages({ text: "SIM/ECHO" })).toEqual(["Chat call ended."]);
  const { lines, hasMore } = await client.logs.query({ limit: 1 });
  expect([lines.length, hasMore]).toEqual([1, true]);
  expect(await client.logs.place()).toMatchObject({
    folder: join(dataDir, "logs"),
    files: 1,
  });
});

test("the log of a run ends with the line that it stopped", async () => {
  const { chat, dataDir, backend } = await start();
  await chat("sim:sim/echo");
  await backend.dispose();
  const lines = readFileSync(join(dataDir, "logs", "modeldocker.log"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { level: string; message: string });
  expect(lines.at(0)).toMatchObject({ message: "ModelDocker started." });
  expect(lines.at(-1)).toMatchObject({
    level: "info",
    message: "ModelDocker stopped.",
    version: "0.0.0-test",
  });
});

test("a live tail brings new lines that match", async () => {
  const { client, chat } = await start();
  const watching = new AbortController();
  const options = { signal: watching.signal };
  const tail = await client.logs.watch({ level: "warn" }, options);
  const seen: LogLine[] = [];
  const ended = (async () => {
    for await (const { lines } of tail) seen.push(...lines);
  })();
  while (seen.length === 0) {
    await chat("sim:sim/echo");
    await chat("sim:sim/404");
  }
  expect(seen[0]?.message).toBe("Chat call failed.");
  watching.abort();
  await ended.catch(() => undefined);
});

test("no prompt and no reply gets into a file, however a call ends", async () => {
  const { chat, dataDir, client } = await start();
  const canary = "canary-93d2-prompt";
  for (const model of ["echo", "500", "400", "html", "reset", "big-error"])
    await chat(`sim:sim/${model}`, canary);
  await expect
    .poll(async () => (await client.logs.query({})).lines.length)
    .toBeGreaterThanOrEqual(6);
  const folder = join(dataDir, "logs");
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
  expect(text).toContain("sim/echo");
  expect(text).not.toContain(canary);
});
