import type { ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { ask, readAudit, startGateway } from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

const centNanoUsd = 10_000_000;
/** Tokens of any call, as the upstream counts them. */
const counted = 7;
const price = { prompt: "0.01", completion: "0.02" };

type Turn = (response: ServerResponse) => void;

const vectors: Turn = (response) =>
  sendJson(response, 200, {
    data: [{ index: 0, embedding: [1, 0.5] }],
    usage: { prompt_tokens: counted, total_tokens: counted },
  });
const uncounted: Turn = (response) =>
  sendJson(response, 200, { data: [{ index: 0, embedding: [1, 0.5] }] });
const broken: Turn = (response) => sendJson(response, 500, { error: "broken" });
const busyFor =
  (seconds: string): Turn =>
  (response) => {
    response.setHeader("retry-after", seconds);
    sendJson(response, 429, { error: { message: "busy" } });
  };

/** Takes each turn once and then goes on with the last one. */
async function startVectors(...turns: readonly Turn[]) {
  let open = 0;
  let mostOpen = 0;
  let taken = 0;
  const upstream = await startDialectUpstream("openai-chat", {
    "GET /v1/models": (_, response) =>
      sendJson(response, 200, { data: [{ id: "vectors", pricing: price }] }),
    "POST /v1/embeddings": (_, response) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      response.once("close", () => (open -= 1));
      const turn = turns[Math.min(taken, turns.length - 1)];
      taken += 1;
      turn?.(response);
    },
  });
  onTestFinished(() => upstream.close());
  const asked = () =>
    upstream.requests.filter(({ path }) => path === "/v1/embeddings");
  const instance = { baseUrl: `${upstream.url}/v1` };
  return { instance, asked, mostOpen: () => mostOpen };
}

async function start(instances: readonly object[], config: object = {}) {
  const named = instances.map((instance, index) => ({
    ...{ id: `lab${index}`, kind: "openai" },
    ...instance,
  }));
  const gateway = await startGateway({
    config: { instances: named, gateway: { requireKey: false }, ...config },
  });
  const { address, client, dataDir } = gateway;
  await client.models.refresh({});
  await client.settings.set({ key: "budgetPerDayCents", value: 100_000 });
  const embed = (model = "lab0:vectors") =>
    ask(`${address}/v1/embeddings`, { body: { model, input: "four" } });
  return {
    embed,
    /** Asks and leaves as soon as it can be told that the call is under way. */
    async leaveOnce(isUnderWay: () => boolean) {
      const leaving = new AbortController();
      const asked = fetch(`${address}/v1/embeddings`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "lab0:vectors", input: "four" }),
        signal: leaving.signal,
      });
      asked.catch(() => undefined);
      await vi.waitFor(() => expect(isUnderWay()).toBe(true));
      leaving.abort();
    },
    inFlight: () =>
      /in_flight (\d+)/.exec(gateway.backend.gateway.metrics.render())?.[1],
    /** The first `count` lines of the audit, once they are there. */
    audit: (count: number) =>
      vi.waitFor(async () => {
        const events = await readAudit(dataDir);
        expect(events).toHaveLength(count);
        return events;
      }),
    /** What today's budget knows of: what was paid, and what is still reserved. */
    used: async () => (await client.activity.budgets({}))[0]?.usedNanoUsd,
  };
}

test("a busy upstream is asked again, and the audit tells what the vectors cost", async () => {
  const lab = await startVectors(busyFor("0"), vectors);
  const { embed, audit, used } = await start([lab.instance]);
  const reply = await embed();
  expect(reply.status).toBe(200);
  expect(reply.headers).toMatchObject({
    "x-modeldocker-attempts": "2",
    "x-modeldocker-target": "lab0:vectors",
  });
  expect(lab.asked()).toHaveLength(2);
  const costNanoUsd = counted * centNanoUsd;
  expect(await audit(1)).toMatchObject([
    {
      outcome: "ok",
      attempts: 2,
      servedModel: "lab0:vectors",
      inputTokens: counted,
      outputTokens: 0,
      costNanoUsd,
    },
  ]);
  expect(await used()).toBe(costNanoUsd);
});

test("tries are bounded, the upstream's failure is answered, and nothing is booked", async () => {
  const lab = await startVectors(busyFor("0"));
  const retry = { maxAttempts: 2 };
  const { embed, audit, used } = await start([{ ...lab.instance, retry }]);
  expect(await embed()).toMatchObject({
    status: 429,
    json: { error: { code: "rate_limit_exceeded" } },
  });
  expect(lab.asked()).toHaveLength(2);
  expect(await audit(1)).toMatchObject([{ outcome: "failed", attempts: 2 }]);
  expect(await used()).toBe(0);
});

test("an instance's limit holds for vectors: the second call waits its turn", async () => {
  const held: ServerResponse[] = [];
  const lab = await startVectors((response) => void held.push(response));
  const { embed } = await start([
    { ...lab.instance, limits: { concurrent: 1 } },
  ]);
  const replies = Promise.all([embed(), embed()]);
  const answerNext = async () => {
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const [response] = held.splice(0);
    if (response) vectors(response);
  };
  await answerNext();
  await answerNext();
  expect((await replies).map(({ status }) => status)).toEqual([200, 200]);
  expect(lab.mostOpen()).toBe(1);
});

test("who leaves the queue, or the wait before a retry, is let go at once and owes nothing", async () => {
  const queued = await startVectors(() => undefined);
  const first = await start([
    { ...queued.instance, limits: { concurrent: 1 } },
  ]);
  // The first one stays; the second waits behind it for 30 seconds.
  void first.embed().catch(() => undefined);
  await vi.waitFor(() => expect(queued.asked()).toHaveLength(1));
  await first.leaveOnce(() => first.inFlight() === "2");
  await vi.waitFor(() => expect(first.inFlight()).toBe("1"));
  expect(await first.audit(1)).toMatchObject([
    { outcome: "aborted", status: 499 },
  ]);
  expect(queued.asked()).toHaveLength(1);

  const busy = await startVectors(busyFor("20"));
  const second = await start([busy.instance]);
  await second.leaveOnce(() => busy.asked().length === 1);
  await vi.waitFor(() => expect(second.inFlight()).toBe("0"));
  const [line] = await second.audit(1);
  expect(line).toMatchObject({ outcome: "aborted", attempts: 1 });
  expect(line?.durationMs).toBeLessThan(5_000);
  expect(busy.asked()).toHaveLength(1);
  expect(await second.used()).toBe(0);
});

test("a target that keeps failing is passed over while another is left", async () => {
  const bad = await startVectors(broken);
  const good = await startVectors(vectors);
  const targets = ["lab0:vectors", "lab1:vectors"];
  const { embed, audit, used } = await start([bad.instance, good.instance], {
    aliases: [{ id: "words", targets }],
  });
  const times = 6;
  for (let time = 0; time < times; time += 1)
    expect(await embed("words")).toMatchObject({
      status: 200,
      headers: { "x-modeldocker-target": "lab1:vectors" },
    });
  const tried = bad.asked().length;
  expect(tried).toBeGreaterThan(0);
  expect(tried).toBeLessThan(times);
  expect(good.asked()).toHaveLength(times);
  const events = await audit(times);
  expect(events.at(-1)).toMatchObject({ attempts: 1, fallback: true });
  expect(await used()).toBe(times * counted * centNanoUsd);
});

// Vectors of another model fit nothing that their caller has kept.
test("the user's fallback rule for chats gives no vectors", async () => {
  const bad = await startVectors(broken);
  const other = await startVectors(vectors);
  const { embed } = await start([bad.instance, other.instance], {
    settings: { fallbackModel: "lab1:vectors" },
  });
  expect(await embed()).toMatchObject({
    status: 502,
    json: { error: { code: "upstream_error" } },
  });
  expect(other.asked()).toHaveLength(0);
});

test("an upstream that does not count is booked by our own count", async () => {
  const lab = await startVectors(uncounted);
  const { embed, audit, used } = await start([lab.instance]);
  const reply = await embed();
  expect(reply.status).toBe(200);
  const [line] = await audit(1);
  const tokens = line?.inputTokens ?? 0;
  expect(tokens).toBeGreaterThan(0);
  expect(reply.json).toMatchObject({
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
  expect(line?.costNanoUsd).toBe(tokens * centNanoUsd);
  expect(await used()).toBe(tokens * centNanoUsd);
});
