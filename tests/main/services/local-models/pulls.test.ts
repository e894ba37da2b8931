import { onTestFinished, expect, test } from "vitest";
import type { Pull } from "#shared/models/pull.ts";
import { startBackend, type TestClient } from "#tests/support/backend.ts";
import { startOllamaWithDisk } from "#tests/support/upstream/ollama-disk.ts";

async function setUp(options?: Parameters<typeof startOllamaWithDisk>[0]) {
  const ollama = await startOllamaWithDisk(options);
  onTestFinished(() => ollama.close());
  const { client, backend, dataDir } = await startBackend();
  const { id: instance } = await client.instances.add({
    kind: "ollama",
    name: "Ollama",
    baseUrl: ollama.url,
  });
  return { ollama, client, backend, dataDir, instance };
}

/** Every state that a watcher is told of until one of them is as wanted. */
async function watchUntil(
  client: TestClient,
  wanted: (pulls: readonly Pull[]) => boolean,
): Promise<readonly (readonly Pull[])[]> {
  const abort = new AbortController();
  const seen: Pull[][] = [];
  const stream = await client.pulls.watch(undefined, { signal: abort.signal });
  for await (const pulls of stream) {
    seen.push(pulls);
    if (wanted(pulls)) break;
  }
  abort.abort();
  return seen;
}

const is =
  (state: Pull["state"]) =>
  ([pull]: readonly Pull[]) =>
    pull?.state === state;

test("a pull is told step by step, and its model is listed before it is called done", async () => {
  const { client, instance } = await setUp({ size: 5000, stepMs: 150 });
  const pull = await client.pulls.start({ instance, model: "qwen3:4b" });
  expect(pull).toMatchObject({ id: "ollama:qwen3:4b", state: "running" });
  // Asked for twice, it runs once.
  await client.pulls.start({ instance, model: "qwen3:4b" });
  const seen = await watchUntil(client, is("done"));
  const bytes = seen.map(([it]) => it?.completedBytes ?? 0);
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  expect(new Set(bytes).size).toBeGreaterThan(3);
  expect(seen.some(([it]) => (it?.bytesPerSecond ?? 0) > 0)).toBe(true);
  expect(seen.at(-1)?.[0]).toMatchObject({
    completedBytes: 5000,
    totalBytes: 5000,
  });
  const { models } = await client.models.list();
  expect(models.map(({ ref }) => ref)).toContain("ollama:qwen3:4b");
  await client.pulls.dismiss({ id: pull.id });
  await watchUntil(client, (pulls) => pulls.length === 0);
});

test("stopped by hand it goes on where it was, also after a restart of the program", async () => {
  const { client, backend, dataDir, instance, ollama } = await setUp({
    size: 1000,
    stepMs: 60,
  });
  const { id } = await client.pulls.start({ instance, model: "big" });
  await watchUntil(client, ([pull]) => (pull?.completedBytes ?? 0) >= 200);
  await client.pulls.stop({ id });
  await watchUntil(client, is("stopped"));
  expect(ollama.models).not.toContain("big");
  await client.pulls.start({ instance, model: "big" });
  await watchUntil(client, is("running"));
  await backend.dispose();

  const again = await startBackend({ dataDir });
  const [found] = await watchUntil(again.client, () => true);
  expect(found).toMatchObject([{ id, state: "stopped", model: "big" }]);
  const before = ollama.arrived;
  expect(before).toBeGreaterThanOrEqual(200);
  await again.client.pulls.start({ instance, model: "big" });
  await watchUntil(again.client, is("done"));
  expect(ollama.models).toContain("big");
});

test("a failure is kept with its reason until it is tried again", async () => {
  const { client, instance, ollama } = await setUp();
  ollama.failure = "pull model manifest: file does not exist";
  const { id } = await client.pulls.start({ instance, model: "nobody" });
  const seen = await watchUntil(client, is("failed"));
  expect(seen.at(-1)).toMatchObject([
    { id, error: { code: "model-not-found" } },
  ]);
  ollama.failure = undefined;
  await client.pulls.start({ instance, model: "nobody" });
  const [pull] = (await watchUntil(client, is("done"))).at(-1) ?? [];
  expect(pull?.error).toBeUndefined();
});

test("a deleted model leaves the list; what has no disk cannot be asked", async () => {
  const { client, instance } = await setUp();
  await client.models.refresh({ instance });
  await client.pulls.deleteModel({ instance, model: "plain" });
  expect((await client.models.list()).models).toEqual([]);
  const { id } = await client.instances.enableDemo();
  await expect(
    client.pulls.start({ instance: id, model: "x" }),
  ).rejects.toMatchObject({ data: { code: "invalid-request" } });
  await expect(
    client.pulls.start({ instance: "nobody", model: "x" }),
  ).rejects.toMatchObject({ data: { code: "not-found" } });
});
