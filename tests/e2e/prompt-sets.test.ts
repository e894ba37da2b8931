import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { connectRpc, type RpcClient } from "#tests/support/rpc.ts";

const model = "demo:simulated-fast";

async function finished(client: RpcClient, id: string) {
  for await (const event of await client.promptSets.watch({ id }))
    if (event.type === "set" && event.set.state === "done") return event.set;
  throw new Error("The watch ended before the run did.");
}

test("a prompt set that kill -9 interrupts keeps its answers and goes on with the rest", async () => {
  await using app = await startApp({ demo: true });
  let id: string;
  let before: number;
  {
    using connection = await connectRpc(app);
    const { client } = connection;
    const set = await client.promptSets.create({
      title: "Killed",
      format: "lines",
      text: Array.from({ length: 20 }, (_, row) => `Prompt ${row}`).join("\n"),
      models: [model],
      parameters: { maxTokens: 3 },
      concurrency: 2,
    });
    ({ id } = set);
    await client.promptSets.run({ id });
    await sleep(700);
    before = (await client.promptSets.get({ id })).progress.done;
    await app.kill();
  }
  expect(before).toBeGreaterThan(1);
  expect(before).toBeLessThan(20);

  const next = await app.restart();
  using connection = await connectRpc(next);
  const { client } = connection;
  const found = await client.promptSets.get({ id });
  expect(found).toMatchObject({ state: "paused", pausedBy: "interrupted" });
  expect(found.progress.done).toBeGreaterThanOrEqual(before);
  const answers = async () => {
    const { rows } = await client.promptSets.rows({ id });
    return rows.flatMap(({ cells }) => cells);
  };
  const kept = (await answers()).filter(({ status }) => status === "done");
  await client.promptSets.run({ id });
  const done = await finished(client, id);
  expect(done.progress).toMatchObject({ done: 20, failed: 0, running: 0 });
  const all = await answers();
  // What was there before the kill was not asked for again.
  for (const cell of kept) expect(all).toContainEqual(cell);
});

test("comparisons, their columns and votes survive kill -9", async () => {
  await using app = await startApp({ demo: true });
  let id: string;
  {
    using connection = await connectRpc(app);
    const { client } = connection;
    ({ id } = await client.comparisons.create({
      models: ["demo:simulated-thorough", "demo:simulated-slow"],
    }));
    await client.comparisons.send({
      id,
      parts: [{ type: "text", text: "Which option?" }],
    });
    await sleep(2_600);
    await app.kill();
  }
  const next = await app.restart();
  using connection = await connectRpc(next);
  const { client } = connection;
  const { comparison } = await client.comparisons.get({ id });
  expect(comparison).toMatchObject({
    title: "Which option?",
    streaming: false,
    columns: [{}, {}],
  });
  for (const { conversationId } of comparison.columns) {
    const page = await client.conversations.branch({ id: conversationId });
    expect(page.messages.map(({ status }) => status)).toEqual([
      "complete",
      "interrupted",
    ]);
  }
  const listed = await client.comparisons.list({ search: "simulated answer" });
  expect(listed.total).toBe(1);
});
