import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import { chatOnce, startBackend } from "#tests/support/backend.ts";

/** A proxy that takes every connection and lets nothing out. */
async function startWall() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    connections: () => connections,
  };
}

// Their lists name no prices: without published ones nothing is reserved, and no budget ever holds.
test.each([
  [
    "openai",
    { kind: "openai", baseUrl: "https://api.openai.com/v1" },
    "gpt-4o",
  ],
  ["claude", { kind: "anthropic" }, "claude-sonnet-4-5"],
  ["gemini", { kind: "gemini" }, "gemini-2.5-pro"],
])(
  "%s with a key of one's own: a budget refuses before anything goes out",
  async (id, instance, model) => {
    const wall = await startWall();
    const { client } = await startBackend({
      config: parseConfig({
        instances: [{ id, ...instance, apiKey: { value: "a-key-of-mine" } }],
        settings: { budgetPerDayCents: 1 },
      }),
      resolveProxy: () => Promise.resolve(wall.address),
    });
    // Its list cannot be fetched; what comes with the program is there all the same.
    await client.models.refresh({});
    const { id: conversationId } = await client.conversations.create({});
    await vi.waitFor(async () => {
      const { costNanoUsd } = await client.chat.estimate({
        conversationId,
        characters: 30,
        models: [`${id}:${model}`],
      });
      expect(costNanoUsd).toBeGreaterThan(0);
    });
    const before = wall.connections();
    const { reply } = await chatOnce(client, {
      model: `${id}:${model}`,
      text: "word ".repeat(6_000),
    });
    expect(reply.error).toMatchObject({
      code: "over-budget",
      data: { budget: "day" },
    });
    expect(wall.connections()).toBe(before);
  },
);
