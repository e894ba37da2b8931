import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { openMigrated } from "#main/adapters/sqlite/open-migrated.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import { decodeError } from "#shared/rpc/error-codec.ts";
import {
  chatOnce,
  isSettledReply,
  replyText,
  startBackend,
} from "#tests/support/backend.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

const stories = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);
const key = "sk-or-v1-canary-0123456789abcdef";

async function simulatedUpstream() {
  const upstream = await startUpstream({ slowMs: 5 });
  onTestFinished(() => upstream.close());
  return upstream;
}

async function failureOf(call: Promise<unknown>) {
  return call.then(
    () => "it succeeded",
    (error: unknown) => decodeError(error).toJSON(),
  );
}

describe("demo", () => {
  test("answers with a simulated reply that says so", async () => {
    const { client } = await startBackend({ demo: true });
    const { models } = await client.models.list();
    expect(models.every(({ simulated }) => simulated)).toBe(true);
    const { reply, events } = await chatOnce(client, {
      model: "demo:simulated-fast",
      text: "Good morning",
    });
    expect(reply).toMatchObject({
      status: "complete",
      finishReason: "stop",
      servedBy: { instance: "demo", simulated: true, local: true, attempt: 1 },
    });
    expect(replyText(reply)).toContain("Good morning");
    const deltas = events.filter(({ type }) => type === "reply-events");
    expect(deltas.length).toBeGreaterThan(5);
    expect(deltas.map((it) => "sequence" in it && it.sequence)).toEqual(
      deltas.map((_, index) => index + 1),
    );
  });

  test("a reply that breaks off keeps its text and its reason", async () => {
    const { client } = await startBackend({ demo: true });
    const { reply } = await chatOnce(client, {
      model: "demo:simulated-unstable",
      text: "Hello",
    });
    expect(reply).toMatchObject({
      status: "failed",
      error: { code: "stream-interrupted", data: { instance: "demo" } },
    });
    expect(replyText(reply).length).toBeGreaterThan(100);
  });
});

describe("an upstream over HTTP", () => {
  async function connected() {
    const upstream = await simulatedUpstream();
    const started = await startBackend();
    const view = await started.client.instances.add({
      kind: "openrouter",
      name: "Router",
      baseUrl: upstream.url,
      key,
    });
    await vi.waitFor(async () => {
      const { models } = await started.client.models.list();
      if (models.length === 0) throw new Error("Not listed yet.");
    });
    return { upstream, view, ...started };
  }

  test("is connected, listed, asked, and priced by its own figure", async () => {
    const { client, upstream, view } = await connected();
    const { models } = await client.models.list();
    expect(models.find(({ id }) => id === "sim/plain")?.price).toEqual({
      input: "0.000001",
      output: "0.000002",
    });
    const model = `${view.id}:sim/plain`;
    const { reply } = await chatOnce(client, { model, text: "Hi" });
    expect(reply).toMatchObject({
      status: "complete",
      model,
      servedBy: { instance: view.id, model: "sim/plain" },
      usage: { costSource: "upstream" },
    });
    expect(reply.usage?.costNanoUsd).toBeGreaterThan(0);
    const { conversations } = await client.conversations.list({});
    expect(conversations[0]).toMatchObject({
      costNanoUsd: reply.usage?.costNanoUsd,
      streaming: false,
    });
    const sent = upstream.requests.at(-1);
    expect(sent?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test("a stopped reply keeps its text and the upstream's connection is closed", async () => {
    const { client, view } = await connected();
    const { id: conversationId } = await client.conversations.create({});
    const { replies } = await client.chat.send({
      conversationId,
      parts: [{ type: "text", text: "Go on" }],
      models: [`${view.id}:sim/endless`],
    });
    const stream = await client.chat.watch({ conversationId });
    let stoppedAt = 0;
    for await (const event of stream) {
      const said = event.type === "reply-events" && event.sequence > 5;
      if (said && stoppedAt === 0) {
        stoppedAt = performance.now();
        await client.chat.stop({ messageId: replies[0]?.id ?? "" });
      }
      if (event.type === "message" && isSettledReply(event.message)) {
        expect(event.message.status).toBe("stopped");
        expect(replyText(event.message)).toMatch(/^0 1 /);
        break;
      }
    }
    expect(performance.now() - stoppedAt).toBeLessThan(150);
  });

  test.each([
    ["401", "key-rejected"],
    ["402", "out-of-credit"],
    ["too-long", "context-too-long"],
    ["html", "upstream-invalid"],
    ["no-terminal", "stream-interrupted"],
  ])("sim/%s ends as %s with the instance named", async (mode, code) => {
    const { client, view } = await connected();
    const { reply } = await chatOnce(client, {
      model: `${view.id}:sim/${mode}`,
      text: "Hi",
    });
    expect(reply).toMatchObject({
      status: "failed",
      error: { code, data: { instance: view.id } },
    });
  });

  test("no answer, log line or diagnostics ever holds the key", async () => {
    const { client, logLines, view } = await connected();
    await chatOnce(client, { model: `${view.id}:sim/401`, text: "Hi" });
    const told = [
      await client.instances.list(),
      await client.app.diagnostics(),
      await client.app.info(),
      logLines,
    ];
    expect(JSON.stringify(told)).not.toContain("canary");
  });
});

describe("aliases and fallback", () => {
  test("an alias moves from a dead upstream to the next target and says so", async () => {
    const upstream = await simulatedUpstream();
    const config = parseConfig({
      instances: [
        { id: "dead", kind: "openai", baseUrl: "http://127.0.0.1:9/v1" },
        { id: "sim", kind: "openrouter", baseUrl: upstream.url },
      ],
      aliases: [{ id: "best", targets: ["dead:x", "sim:sim/plain"] }],
    });
    const { client } = await startBackend({ config });
    const { reply } = await chatOnce(client, { model: "best", text: "Hi" });
    expect(reply).toMatchObject({
      status: "complete",
      model: "best",
      servedBy: {
        instance: "sim",
        substituteFor: {
          target: "dead:x",
          reason: { code: "upstream-unreachable" },
        },
      },
    });
  });

  test("an unknown model is a failed reply, not a lost message", async () => {
    const { client } = await startBackend();
    const { reply } = await chatOnce(client, { model: "no:such", text: "Hi" });
    expect(reply).toMatchObject({
      status: "failed",
      error: { code: "model-not-found" },
    });
    const branch = await client.conversations.branch({
      id: reply.conversationId,
    });
    expect(branch.messages).toHaveLength(2);
  });

  test("the local model answers for an upstream that is gone, where the user wants that", async () => {
    const config = parseConfig({
      instances: [
        { id: "dead", kind: "openai", baseUrl: "http://127.0.0.1:9/v1" },
      ],
      settings: { fallbackToLocal: true },
    });
    const { client } = await startBackend({ config });
    const model = await client.local.addFile({ path: stories });
    const { reply } = await chatOnce(client, {
      model: "dead:x",
      text: "Once",
      maxTokens: 8,
    });
    expect(reply).toMatchObject({
      servedBy: {
        instance: "local",
        model: model.id,
        local: true,
        substituteFor: { target: "dead:x" },
      },
    });
    expect(replyText(reply)).not.toBe("");
  }, 60_000);
});

describe("money", () => {
  test("is booked per call, bounded by the settings, and refused before the call", async () => {
    const upstream = await simulatedUpstream();
    const config = parseConfig({
      instances: [{ id: "sim", kind: "openrouter", baseUrl: upstream.url }],
    });
    const { client } = await startBackend({ config });
    await client.models.refresh({});
    const ask = (maxTokens: number) =>
      chatOnce(client, { model: "sim:sim/plain", text: "Hi", maxTokens });
    const { reply } = await ask(100);
    const today = {
      since: new Date(Date.now() - 86_400_000).toISOString(),
      until: new Date(Date.now() + 86_400_000).toISOString(),
      utcOffsetMinutes: 0,
    };
    const costNanoUsd = reply.usage?.costNanoUsd;
    expect(
      await client.activity.query({ ...today, by: "model" }),
    ).toMatchObject([{ group: "sim:sim/plain", requests: 1, costNanoUsd }]);
    // One cent is less than 100,000 tokens of output may cost.
    await client.settings.set({ key: "budgetPerDayCents", value: 1 });
    expect((await ask(100_000)).reply).toMatchObject({
      status: "failed",
      error: { code: "over-budget", data: { budget: "day" } },
    });
    expect(await client.activity.budgets({})).toMatchObject([
      { name: "day", usedNanoUsd: costNanoUsd, limitNanoUsd: 10_000_000 },
    ]);
    expect((await ask(100)).reply.status).toBe("complete");
  });
});

describe("repeats", () => {
  test("are answered from memory, from the disk after a restart, and anew on wish", async () => {
    const upstream = await simulatedUpstream();
    const dataDir = temporaryFolder();
    const config = parseConfig({
      instances: [{ id: "sim", kind: "openrouter", baseUrl: upstream.url }],
      settings: { cacheMode: "always" },
    });
    const chats = () =>
      upstream.requests.filter(({ path }) => path.endsWith("/completions"));
    const question = { model: "sim:sim/plain", text: "The same?" };
    const { client, backend } = await startBackend({ config, dataDir });
    const first = await chatOnce(client, question);
    const second = await chatOnce(client, question);
    expect(replyText(second.reply)).toBe(replyText(first.reply));
    expect(second.reply).toMatchObject({
      status: "complete",
      servedBy: { cached: { source: "memory" }, attempt: 0 },
      usage: { costNanoUsd: 0 },
    });
    expect(await client.cache.figures()).toMatchObject({ entries: 1, hits: 1 });
    await backend.dispose();

    const restarted = await startBackend({ config, dataDir });
    const third = await chatOnce(restarted.client, question);
    expect(third.reply.servedBy?.cached?.source).toBe("disk");
    expect(chats()).toHaveLength(1);

    const again = await restarted.client.chat.regenerate({
      messageId: third.reply.id,
    });
    await vi.waitFor(async () => {
      const { messages } = await restarted.client.conversations.branch({
        id: again.conversationId,
      });
      expect(messages.at(-1)?.status).toBe("complete");
    });
    expect(chats()).toHaveLength(2);
    expect(await restarted.client.cache.purge({})).toEqual({ removed: 1 });
  });
});

describe("local files", () => {
  test("a file is read, listed once, answers, and survives a restart", async () => {
    const dataDir = temporaryFolder();
    const { client, backend } = await startBackend({ dataDir });
    const model = await client.local.addFile({ path: stories });
    expect(model).toMatchObject({
      ref: "local:stories260K",
      local: true,
      gguf: { architecture: "llama", hasChatTemplate: false },
    });
    const again = await client.local.addFile({ path: `"${stories}"` });
    expect(again.ref).toBe(model.ref);
    const { reply } = await chatOnce(client, {
      model: model.ref,
      text: "Once upon a time",
      maxTokens: 8,
    });
    expect(reply).toMatchObject({
      status: "complete",
      finishReason: "length",
      servedBy: { instance: "local", prompting: "completion" },
    });
    expect(await client.local.status()).toMatchObject({
      loadedModel: model.ref,
    });
    await backend.dispose();
    const second = await startBackend({ dataDir });
    const { models } = await second.client.models.list();
    expect(models.map(({ ref }) => ref)).toEqual([model.ref]);
    await second.client.local.removeFile({ ref: model.ref });
    expect((await second.client.models.list()).models).toEqual([]);
    expect(await second.client.instances.list()).toEqual([]);
  }, 60_000);

  test.each([
    ["/no/such/file.gguf", "file-not-found"],
    ["/", "file-unreadable"],
    [fileURLToPath(import.meta.url), "file-invalid"],
    ["relative.gguf", "invalid-request"],
  ])("%s is refused by name and not registered", async (path, code) => {
    const { client } = await startBackend();
    expect(await failureOf(client.local.addFile({ path }))).toMatchObject({
      code,
      data: { path },
    });
    expect(await client.instances.list()).toEqual([]);
  });
});

describe("the program", () => {
  test("settles what runs when it closes, and a restart shows it as interrupted", async () => {
    const dataDir = temporaryFolder();
    const { client, backend } = await startBackend({ dataDir, demo: true });
    const { id: conversationId } = await client.conversations.create({});
    const { replies } = await client.chat.send({
      conversationId,
      parts: [{ type: "text", text: "Hello" }],
      models: ["demo:simulated-thorough"],
    });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const started = performance.now();
    await backend.dispose();
    expect(performance.now() - started).toBeLessThan(1_000);
    const second = await startBackend({ dataDir });
    const { messages } = await second.client.conversations.branch({
      id: conversationId,
    });
    expect(messages.at(-1)).toMatchObject({
      id: replies[0]?.id,
      status: "interrupted",
    });
    expect(messages.at(-1)?.parts).not.toEqual([]);
  });

  test("bad input names the field", async () => {
    const { client } = await startBackend();
    expect(
      await failureOf(client.conversations.list({ offset: -1 })),
    ).toMatchObject({
      code: "invalid-request",
      data: { parameter: "offset" },
    });
    expect(
      await failureOf(client.settings.set({ key: "theme", value: "pink" })),
    ).toMatchObject({ data: { parameter: "theme" } });
  });

  test("watching what is not there fails with its code", async () => {
    const { client } = await startBackend();
    const watching = client.chat.watch({ conversationId: "nowhere" });
    expect(await failureOf(watching)).toMatchObject({ code: "not-found" });
  });

  test("a start that brought the data up to date says where the old state is", async () => {
    const dataDir = temporaryFolder();
    const key = randomBytes(32);
    writeFileSync(join(dataDir, "master.key"), key.toString("base64"));
    const [first] = storeMigrations;
    const path = join(dataDir, "modeldocker.db");
    const migrations = first === undefined ? [] : [first];
    // A store of the first version under the key that the record names.
    const { backend } = await startBackend({ dataDir });
    await backend.dispose();
    rmSync(path);
    const clock = { now: Date.now };
    const schema = { migrations, regularSnapshots: false };
    openMigrated({ path, key, clock }, schema).connection.close();
    const again = await startBackend({ dataDir });
    expect(again.backend.notices).toContainEqual({
      id: "migrated",
      data: { path: expect.stringContaining("snapshots") },
    });
  });

  test("changes are announced", async () => {
    const { client } = await startBackend();
    const changes = await client.app.changes();
    const first = changes.next();
    await client.conversations.create({});
    expect((await first).value).toEqual({ topic: "conversations" });
  });

  test("an estimate counts the branch, the draft and every model", async () => {
    const upstream = await simulatedUpstream();
    const config = parseConfig({
      instances: [{ id: "sim", kind: "openrouter", baseUrl: upstream.url }],
    });
    const { client } = await startBackend({ config });
    await client.models.refresh({});
    const { id: conversationId } = await client.conversations.create({});
    const ask = (models: string[]) =>
      client.chat.estimate({ conversationId, characters: 3_000, models });
    // 1,000 tokens in, the model's 4,096 out.
    expect(await ask(["sim:sim/plain"])).toEqual({
      inputTokens: 1_000,
      costNanoUsd: 1_000_000 + 8_192_000,
    });
    expect(await ask(["sim:sim/plain", "nobody:knows"])).toEqual({
      inputTokens: 1_000,
    });

    const { reply } = await chatOnce(client, {
      model: "sim:sim/echo",
      text: "Say this again.",
    });
    expect(reply.usage).toMatchObject({ outputTokens: 10 });
    const next = await client.chat.estimate({
      conversationId: reply.conversationId,
      parentId: reply.id,
      characters: 3_000,
      models: ["sim:sim/plain", "sim:sim/plain"],
    });
    // Two replies as long as the last one, or as long as they may be.
    const read = 2 * next.inputTokens * 1_000;
    expect(next).toMatchObject({
      usualNanoUsd: read + 2 * 10 * 2_000,
      costNanoUsd: read + 2 * 8_192_000,
    });
  });
});
