import { expect, test } from "vitest";
import type { AuditEventView } from "#shared/gateway/audit.ts";
import {
  ask,
  createKey,
  startGateway,
  withAudit,
} from "#tests/support/gateway.ts";
import { failureOf } from "#tests/support/rpc.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

async function start() {
  const { config } = await simulatedInstance();
  const { instances } = config as { instances: object[] };
  const targets = ["sim:sim/503", "sim:sim/echo"];
  const aliases = [{ id: "best", targets }];
  const started = await startGateway({
    config: {
      instances: instances.map((it) => ({ ...it, retry: { maxAttempts: 1 } })),
      aliases,
    },
  });
  const key = await createKey(started.dataDir, {
    name: "Editor",
    deny: ["sim:sim/plain"],
  });
  const chat = (model: string, more: object = {}, token = key.token) =>
    ask(`${started.address}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${token}` },
      body: { model, messages: [{ role: "user", content: "Hi" }], ...more },
    });
  return { ...started, key, chat };
}

/** Until the event of the last request is written, which is after its reply. */
async function written(
  client: Awaited<ReturnType<typeof start>>["client"],
  events: number,
): Promise<AuditEventView[]> {
  await expect
    .poll(async () => (await client.audit.query({})).total)
    .toBe(events);
  return (await client.audit.query({})).events;
}

test("an event names its key, who answered, and each try before it", async () => {
  const { client, chat, key } = await start();
  await chat("best");
  const [event] = await written(client, 1);
  expect(event).toMatchObject({
    keyId: key.id,
    keyName: "Editor",
    askedModel: "best",
    servedModel: "sim:sim/echo",
    fallback: true,
    local: true,
    outcome: "ok",
  });
  expect(event?.firstTextMs).toBeGreaterThan(0);
  const detail = await client.audit.detail({ id: event?.id ?? 0 });
  expect(detail.promptRecord).toBeUndefined();
  expect(
    detail.attempts.map(({ target, errorCode, upstreamStatus }) => [
      target,
      errorCode,
      upstreamStatus,
    ]),
  ).toEqual([
    ["sim:sim/503", "overloaded", 503],
    ["sim:sim/echo", undefined, undefined],
  ]);
  expect(event?.attempts).toBe(2);
  expect(await failureOf(client.audit.detail({ id: 999 }))).toBe("not-found");
});

test("each way to end has its outcome and a reason in our own words", async () => {
  const { client, chat, address, key } = await start();
  const headers = { authorization: `Bearer ${key.token}` };
  await chat("sim:sim/plain");
  await chat("sim:sim/500");
  await chat("nobody:x");
  await chat("sim:sim/echo", {}, "mdk_wrong");
  await ask(`${address}/v1/chat/completions`, { headers, body: "{not json" });
  await ask(`${address}/v1/nothing`, { headers });
  await ask(`${address}/v1/models`, { headers: { host: "evil.example" } });
  const zero = { temperature: 0 };
  await chat("sim:sim/echo", zero);
  await chat("sim:sim/echo", zero);
  const events = await written(client, 9);
  expect(
    events
      .toReversed()
      .map(({ outcome, status, error }) => [outcome, status, error?.code]),
  ).toEqual([
    ["denied", 403, "denied"],
    ["failed", 502, "upstream-failed"],
    ["failed", 404, "model-not-found"],
    ["denied", 401, "invalid_api_key"],
    ["failed", 400, "invalid_request_error"],
    ["failed", 404, "not_found"],
    ["denied", 421, "wrong_host"],
    ["ok", 200, undefined],
    ["cached", 200, undefined],
  ]);
  const denied = events.at(-1)?.error?.message;
  expect(denied).toBe("sim:sim/plain is not open to this key.");
  // What an upstream said may quote a prompt.
  expect(events.at(-2)?.error).toEqual({ code: "upstream-failed" });
  expect(events[0]?.cacheAgeSeconds).toBeGreaterThanOrEqual(0);

  const filtered = async (filter: Parameters<typeof client.audit.query>[0]) =>
    (await client.audit.query(filter)).total;
  expect(await filtered({ outcome: "denied" })).toBe(3);
  expect(await filtered({ keyId: null })).toBe(2);
  expect(await filtered({ status: "4xx" })).toBe(6);
  expect(await filtered({ model: "ECHO" })).toBe(2);
  expect(await filtered({ since: "2999-01-01T00:00:00Z" })).toBe(0);

  const pages = await client.audit.query({ offset: 2, limit: 3 });
  expect(pages.events.map(({ id }) => id)).toEqual([7, 6, 5]);
});

test("a live tail brings what matches, and windows are told that requests came", async () => {
  const { client, chat } = await start();
  const watching = new AbortController();
  const options = { signal: watching.signal };
  const tail = await client.audit.watch({ outcome: "denied" }, options);
  const changes = await client.app.changes(undefined, options);
  const seen: AuditEventView[] = [];
  const ended = (async () => {
    for await (const { events } of tail) seen.push(...events);
  })();
  const announced = (async () => {
    for await (const { topic } of changes) if (topic === "audit") return topic;
    return undefined;
  })();
  // The tail begins where its first reading stood.
  while (seen.length === 0) {
    await chat("sim:sim/echo");
    await chat("sim:sim/plain");
  }
  expect(seen[0]).toMatchObject({ outcome: "denied", keyName: "Editor" });
  expect(await announced).toBe("audit");
  watching.abort();
  await ended.catch(() => undefined);
});

test("an export is whole in both forms, with what the filter leaves", async () => {
  const { client, chat } = await start();
  await chat("sim:sim/echo");
  await chat("sim:sim/plain");
  await written(client, 2);
  const text = async (format: "jsonl" | "csv", filter: object = {}) => {
    let whole = "";
    for await (const piece of await client.audit.export({ format, ...filter }))
      whole += piece.text;
    return whole;
  };
  const lines = (await text("jsonl")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { askedModel: "sim:sim/echo", outcome: "ok", errorCode: null },
    { askedModel: "sim:sim/plain", outcome: "denied", errorCode: "denied" },
  ]);
  const [header, row, end] = (await text("csv", { outcome: "denied" })).split(
    "\r\n",
  );
  expect(header).toMatch(/^requestId,time,keyId,client,route,askedModel,/);
  expect(row).toContain("sim:sim/plain");
  expect(end).toBe("");
});

test("what is older than the setting says is gone after a start", async () => {
  const { client, chat, dataDir, backend } = await start();
  await chat("sim:sim/echo");
  await written(client, 1);
  await client.settings.set({ key: "auditDays", value: 1 });
  await backend.dispose();
  await withAudit(dataDir, (log) => {
    const [event] = log.readAll();
    const time = new Date(Date.now() - 2 * 86_400_000).toISOString();
    if (event) void log.append({ ...event, requestId: "old", time });
  });
  const later = await startGateway({ backend: { dataDir } });
  await expect
    .poll(async () => (await later.client.audit.figures()).events)
    .toBe(1);
  const { events } = await later.client.audit.query({});
  expect(events.map(({ requestId }) => requestId)).not.toContain("old");
});
