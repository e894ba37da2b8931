import { expect, test } from "vitest";
import { openKeyed } from "#main/adapters/sqlite/connection.ts";
import { ask, startGateway, withDataKey } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

const word = "canary-5e1a";
const secret = "sk-live-canary0000001";
const content = `Tell ${word}@example.com about ${secret} and pelicans.`;

async function start(promptLogging?: string) {
  const { config } = await simulatedInstance();
  const started = await startGateway({
    config: {
      ...(config as object),
      gateway: { requireKey: false },
      ...(promptLogging && { promptLogging }),
    },
  });
  const { address, client, dataDir } = started;
  const chat = async (more: object = {}) => {
    const messages = [{ role: "user", content }];
    await ask(`${address}/v1/chat/completions`, {
      body: { model: "sim:sim/echo", messages, ...more },
    });
  };
  const record = async () => {
    await expect.poll(async () => (await client.audit.query({})).total).toBe(1);
    const { newestId: id } = await client.audit.query({});
    return (await client.audit.detail({ id })).promptRecord;
  };
  /** Every cell of the decrypted audit as one text. */
  const decrypted = () =>
    withDataKey(dataDir, ({ audit: path, key }) => {
      const connection = openKeyed({ path, key }, false);
      try {
        const tables = connection
          .prepare<[], string>(
            "SELECT name FROM sqlite_schema WHERE type = 'table'",
          )
          .pluck()
          .all();
        return JSON.stringify(
          tables.map((table) =>
            connection.prepare(`SELECT * FROM ${table}`).all(),
          ),
        );
      } finally {
        connection.close();
      }
    });
  return { ...started, chat, record, decrypted };
}

test("off, as it is by itself, writes nothing of a text", async () => {
  const { chat, record, decrypted } = await start();
  await chat();
  expect(await record()).toBeUndefined();
  const everything = await decrypted();
  expect(everything).toContain("sim:sim/echo");
  expect(everything).not.toContain(word);
  expect(everything).not.toContain("pelicans");
});

test("metadata keeps roles, lengths and parameters, and no text", async () => {
  const { chat, record, decrypted } = await start("metadata");
  await chat({ temperature: 0.5, stop: ["pelicans"] });
  expect(await record()).toEqual({
    mode: "metadata",
    shape: {
      messages: [{ role: "user", characters: content.length, images: 0 }],
      tools: [],
      parameters: { temperature: 0.5, stopSequences: 1 },
      replyCharacters: expect.any(Number) as number,
      finishReason: "stop",
    },
    truncated: false,
  });
  expect(await decrypted()).not.toContain("pelicans");
});

test("redacted keeps texts without secrets and personal data", async () => {
  const { chat, record, decrypted } = await start("redacted");
  await chat();
  expect((await record())?.prompt).toBe(
    "user: Tell [hidden] about [hidden] and pelicans.",
  );
  const everything = await decrypted();
  expect(everything).not.toContain(word);
  expect(everything).not.toContain(secret);
});

test("full keeps texts as they were, cut at their bound, and goes with the setting", async () => {
  const { chat, record, client, decrypted } = await start();
  await client.settings.set({ key: "promptLogging", value: "full" });
  const long = "長".repeat(40_000);
  await chat({ messages: [{ role: "user", content: `${content} ${long}` }] });
  const kept = await record();
  expect(kept).toMatchObject({ mode: "full", truncated: true });
  expect(kept?.prompt?.startsWith(`user: ${content}`)).toBe(true);
  expect(Buffer.byteLength(kept?.prompt ?? "")).toBeLessThanOrEqual(65_536);
  expect(kept?.prompt?.endsWith("長")).toBe(true);
  expect(kept?.reply?.length).toBeGreaterThan(0);
  expect(await decrypted()).toContain(word);
  expect((await client.audit.figures()).promptRecords).toBe(1);
  let exported = "";
  for await (const { text } of await client.audit.export({ format: "jsonl" }))
    exported += text;
  expect(exported).not.toContain(word);
});
