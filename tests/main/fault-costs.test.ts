import { expect, onTestFinished, test } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import {
  chatOnce,
  startBackend,
  type TestClient,
} from "#tests/support/backend.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

/** What the recorded reply says that it cost. */
const toldNanoUsd = 357_000;
/** What the simulated list of models asks for a token. */
const promptNanoUsd = 1_000;
const completionNanoUsd = 2_000;

const all = {
  since: "2020-01-01T00:00:00Z",
  until: "2100-01-01T00:00:00Z",
  by: "model" as const,
  utcOffsetMinutes: 0,
};

async function start() {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const config = parseConfig({
    instances: [
      {
        id: "sim",
        kind: "openrouter",
        baseUrl: upstream.url,
        timeouts: { firstByteMs: 1_000, idleMs: 1_000 },
        retry: { maxAttempts: 1 },
      },
    ],
  });
  const { client } = await startBackend({ config });
  await client.models.refresh({});
  return client;
}

async function bookedFor(client: TestClient, mode: string) {
  const { reply } = await chatOnce(client, {
    model: `sim:sim/${mode}`,
    text: "Hello",
  });
  const rows = await client.activity.query(all);
  const { costNanoUsd } = rows.find(({ group }) => group === reply.model) ?? {};
  return { status: reply.status, usage: reply.usage, costNanoUsd };
}

test.each(["plain", "crlf", "one-byte"])(
  "%s: the upstream's own figure is what is booked",
  async (mode) => {
    const client = await start();
    expect(await bookedFor(client, mode)).toMatchObject({
      status: "complete",
      usage: { costSource: "upstream", costNanoUsd: toldNanoUsd },
      costNanoUsd: toldNanoUsd,
    });
  },
);

// Booked as free, a flaky provider's bill would run past every budget unseen.
test.each(["reset", "stall"])(
  "%s: a reply that is cut off costs what was asked and said, at the list's prices",
  async (mode) => {
    const client = await start();
    const { status, usage, costNanoUsd } = await bookedFor(client, mode);
    expect(status).toBe("failed");
    expect(usage).toMatchObject({ costSource: "estimate" });
    const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
    expect(inputTokens).toBeGreaterThan(0);
    expect(outputTokens).toBeGreaterThan(0);
    expect(costNanoUsd).toBe(
      inputTokens * promptNanoUsd + outputTokens * completionNanoUsd,
    );
  },
);

// Booked as reserved, refusals would eat a budget that nobody spent.
test.each(["401", "402", "500", "529", "silent", "html"])(
  "%s: what brought nothing costs nothing",
  async (mode) => {
    const client = await start();
    expect(await bookedFor(client, mode)).toEqual({
      status: "failed",
      usage: undefined,
      costNanoUsd: 0,
    });
  },
);
