import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

/** An upstream without prices whose replies tell what they cost: nine thousandths of a dollar. */
async function start(key: Parameters<typeof createKey>[1]) {
  let asked = 0;
  const upstream = await startDialectUpstream("openai-chat", {
    "GET /v1/models": (_, response) =>
      sendJson(response, 200, { data: [{ id: "m" }, { id: "untold" }] }),
    "POST /v1/chat/completions": ({ body }, response) => {
      asked += 1;
      const { model } = body as { model: string };
      const content = "High.";
      const reply = {
        id: "c",
        object: "chat.completion",
        model,
        choices: [
          {
            index: 0,
            message: { role: "assistant", content },
            finish_reason: "stop",
          },
        ],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 2,
          ...(model === "m" && { cost: 0.009 }),
        },
      };
      void sleep(40).then(() => sendJson(response, 200, reply));
    },
  });
  onTestFinished(() => upstream.close());
  const { address, dataDir, client } = await startGateway({
    config: {
      instances: [{ id: "it", kind: "openai", baseUrl: `${upstream.url}/v1` }],
    },
  });
  await client.models.refresh({});
  const { token } = await createKey(dataDir, key);
  const send = async (model = "it:m") => {
    const { status } = await ask(`${address}/v1/chat/completions`, {
      headers: { "x-api-key": token },
      body: { model, messages: [{ role: "user", content: "Tides?" }] },
    });
    return status;
  };
  const burst = (model?: string) =>
    Promise.all(Array.from({ length: 12 }, () => send(model)));
  return { send, burst, asked: () => asked };
}

test("calls without a known price, each right after the one before: the first that finds the money used up is refused", async () => {
  const { send, asked } = await start({ nanoUsdPerMonth: 10_000_000 });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push(await send());
  expect(statuses).toEqual([200, 200, 429, 429, 429]);
  expect(asked()).toBe(2);
});

test("calls without a known price, all at once: no more run than what is left pays for by what such calls have cost", async () => {
  const { send, burst, asked } = await start({ nanoUsdPerMonth: 60_000_000 });
  expect(await send()).toBe(200);
  const statuses = await burst();
  // 51 are left: six are begun within them, the sixth over their end.
  expect(statuses.filter((status) => status === 200)).toHaveLength(6);
  expect(statuses.filter((status) => status === 429)).toHaveLength(6);
  expect(asked()).toBe(7);
});

test("a lone call is let through as long as anything is left, and so are all of which nobody tells a cost", async () => {
  const { send, burst, asked } = await start({ nanoUsdPerMonth: 10_000_000 });
  expect(await send()).toBe(200);
  expect(new Set(await burst("it:untold"))).toEqual(new Set([200]));
  expect(await send()).toBe(200);
  expect(asked()).toBe(14);
});
