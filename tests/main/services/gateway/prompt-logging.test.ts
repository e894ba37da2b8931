import { expect, test } from "vitest";
import type { PromptLogging } from "#shared/gateway/prompt-logging.ts";
import { openKeyed } from "#main/adapters/sqlite/connection.ts";
import { ask, startGateway, withDataKey } from "#tests/support/gateway.ts";
import {
  callOf,
  modelRoutes,
  purposeOf,
} from "#tests/support/gateway-calls.ts";
import { startLab } from "#tests/support/scene-lab.ts";
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

/** One call of each route to a model that plays a scene, and what was kept of them by route. */
async function recordsOf(
  promptLogging: PromptLogging,
  { model, more = {} }: { readonly model: string; readonly more?: object },
  only = modelRoutes,
) {
  const { instance } = await startLab({ apiKey: { value: odd } });
  const { address, client } = await startGateway({
    config: {
      instances: [instance],
      gateway: { requireKey: false },
      promptLogging,
    },
  });
  const text = `${content} The key is ${odd}.`;
  for (const route of only) {
    const wish = { model: `lab:${model}`, text, maxTokens: 9 };
    const { path, body } = callOf(route, wish);
    const { status } = await ask(address + path, {
      body: { ...body, ...more },
    });
    expect([route.path, status]).toEqual([route.path, 200]);
  }
  await expect
    .poll(async () => (await client.audit.query({})).total)
    .toBe(only.length);
  const { newestId } = await client.audit.query({});
  const ids = only.map((_, index) => newestId - (only.length - 1 - index));
  const details = await Promise.all(
    ids.map((id) => client.audit.detail({ id })),
  );
  return details.map(({ promptRecord }, index) => ({
    route: only[index] ?? { method: "POST", path: "" },
    record: promptRecord,
  }));
}

/** An upstream's key of no known shape. */
const odd = "0f1e2d3c4b5a6978";
const sceneText = "Höhe: 12 °C, “naïve” 🙂.\nEnd.";

test.each(["metadata", "redacted", "full"] as const)(
  "every route: %s keeps of each call what it says, and nothing of what is only counted",
  async (mode) => {
    for (const { route, record } of await recordsOf(mode, { model: "text" })) {
      const purpose = purposeOf(route);
      if (purpose === "count") {
        expect([route.path, record]).toEqual([route.path, undefined]);
        continue;
      }
      const reply = purpose === "reply" ? sceneText : "";
      const told = { path: route.path, ...record };
      const shape = {
        messages: [{ role: "user", images: 0 }],
        replyCharacters: reply.length,
        finishReason: "stop",
      };
      expect(told).toMatchObject({ path: route.path, mode, shape });
      const shown =
        mode === "full"
          ? `${content} The key is ${odd}.`
          : "Tell [hidden] about [hidden] and pelicans. The key is [hidden].";
      expect([told.path, told.prompt, told.reply]).toEqual(
        mode === "metadata"
          ? [route.path, undefined, undefined]
          : [route.path, `user: ${shown}`, reply],
      );
    }
  },
);

const chats = modelRoutes.filter((it) => it.path === "/v1/chat/completions");

test.each([{ stream: false }, { stream: true }])(
  "thoughts and tool calls are part of the reply that is kept: %j",
  async (more) => {
    const [tools] = await recordsOf("full", { model: "tools", more }, chats);
    const calls = '[get_tide({"port":"Brest","day":2})]\n[get_wind({})]';
    const reply = `Looking both up.\n${calls}`;
    expect(tools?.record).toMatchObject({ reply, truncated: false });
    expect(tools?.record?.shape).toMatchObject({
      replyCharacters: reply.replaceAll("\n", "").length,
      finishReason: "tool-calls",
    });
    const [thought] = await recordsOf(
      "full",
      { model: "reasoning", more },
      chats,
    );
    expect(thought?.record?.reply).toBe(
      "Seventeen times three is fifty-one.\n51",
    );
  },
);
