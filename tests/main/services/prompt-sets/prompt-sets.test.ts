import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, expect, test, vi } from "vitest";
import type { SetEvent } from "#shared/compare/prompt-set.ts";
import { startBackend, type TestClient } from "#tests/support/backend.ts";

const fast = "demo:simulated-fast";
const thorough = "demo:simulated-thorough";
const short = { parameters: { maxTokens: 3 } };

async function setUp() {
  const { client, backend, dataDir } = await startBackend({ demo: true });
  return { backend, client, dataDir };
}

function ended(client: TestClient, id: string) {
  return vi.waitFor(
    async () => {
      const set = await client.promptSets.get({ id });
      if (set.state === "running") throw new Error("It still runs.");
      return set;
    },
    { timeout: 12_000, interval: 20 },
  );
}

const code = (expected: string) =>
  expect.objectContaining({
    data: expect.objectContaining({ code: expected }),
  });

describe("a run", () => {
  test("asks every model every good row, checks the answers, and tells who watches", async () => {
    const { client } = await setUp();
    const made = await client.promptSets.create({
      title: "Capitals",
      format: "csv",
      text: "city,is\nParis,simulated\nRome\nOslo,nothing",
      template: "Where is {{city}}?",
      models: [fast, thorough],
      parameters: { maxTokens: 12 },
      assertions: [{ type: "contains", text: "{{is}}", caseSensitive: false }],
    });
    expect(made).toMatchObject({
      state: "ready",
      rows: 3,
      badRows: 1,
      variables: ["city", "is"],
      progress: { total: 4, done: 0 },
    });
    const watching = new AbortController();
    const stream = await client.promptSets.watch(
      { id: made.id },
      { signal: watching.signal },
    );
    const events: SetEvent[] = [];
    const watched = (async () => {
      for await (const event of stream) {
        events.push(event);
        if (event.type === "set" && event.set.state === "done") return;
      }
    })();
    await client.promptSets.run({ id: made.id });
    await watched;
    watching.abort();
    expect(events[0]).toMatchObject({ type: "set" });
    const told = events.flatMap((it) => (it.type === "cells" ? it.cells : []));
    expect(new Set(told.map(({ status }) => status))).toEqual(
      new Set(["running", "done"]),
    );
    const { rows, total } = await client.promptSets.rows({ id: made.id });
    expect(total).toBe(3);
    expect(rows[1]).toEqual({
      row: 1,
      prompt: "",
      promptCut: false,
      problem: "It has 1 value, and the header names 2 columns.",
      cells: [],
    });
    expect(rows[0]).toMatchObject({
      prompt: "Where is Paris?",
      cells: [
        {
          model: fast,
          status: "done",
          finishReason: "length",
          usage: { outputTokens: 12 },
          timings: { firstTokenMs: expect.any(Number) },
          checks: [{ passed: true }],
          passed: true,
        },
        { model: thorough, status: "done" },
      ],
    });
    expect(rows[2]?.cells[0]).toMatchObject({
      passed: false,
      checks: [{ message: "It does not contain “nothing”." }],
    });
    expect(
      (
        await client.promptSets.rows({ id: made.id, filter: "not-passed" })
      ).rows.map(({ row }) => row),
    ).toEqual([2]);
  });

  test("a model that vanished fails in its cells alone; failed cells can be run again", async () => {
    const { client } = await setUp();
    const { id } = await client.promptSets.create({
      title: "Gone",
      format: "lines",
      text: "One\nTwo",
      models: [fast, "gone:model"],
      ...short,
    });
    await client.promptSets.run({ id });
    const set = await ended(client, id);
    expect(set).toMatchObject({
      state: "done",
      progress: { done: 2, failed: 2, passed: 2 },
    });
    const { cell } = await client.promptSets.cell({
      id,
      row: 1,
      model: "gone:model",
    });
    expect(cell.error?.message).toMatch(/gone.*\.$/);
    await client.promptSets.retry({ id, row: 1, model: "gone:model" });
    expect((await ended(client, id)).progress.failed).toBe(2);
    const retried = await client.promptSets.retryFailed({ id });
    expect(retried.progress).toMatchObject({ done: 2, failed: 0 });
    expect((await ended(client, id)).progress.failed).toBe(2);
  });

  test("a failed cell is run again in the middle of the run, and counted once", async () => {
    const { client } = await setUp();
    const { id } = await client.promptSets.create({
      title: "Retry",
      format: "lines",
      text: "One\nTwo\nThree\nFour",
      models: ["gone:model", fast],
      concurrency: 1,
      ...short,
    });
    await client.promptSets.run({ id });
    await vi.waitFor(async () => {
      const { progress } = await client.promptSets.get({ id });
      expect(progress.done).toBe(1);
    });
    const set = await client.promptSets.retry({
      id,
      row: 0,
      model: "gone:model",
    });
    expect(set).toMatchObject({ state: "running" });
    expect((await ended(client, id)).progress).toMatchObject({
      done: 4,
      failed: 4,
      total: 8,
    });
  });

  test("pauses at once, goes on where it was, and answers nothing twice", async () => {
    const { client } = await setUp();
    const { id } = await client.promptSets.create({
      title: "Long",
      format: "lines",
      text: Array.from({ length: 12 }, (_, row) => `Prompt ${row}`).join("\n"),
      models: [fast],
      concurrency: 3,
      ...short,
    });
    await client.promptSets.run({ id });
    await vi.waitFor(async () => {
      const { progress } = await client.promptSets.get({ id });
      expect(progress).toMatchObject({ running: 3 });
      expect(progress.done).toBeGreaterThan(2);
      expect(progress.remainingMs).toBeGreaterThan(0);
    });
    await expect(
      client.promptSets.update({ id, concurrency: 1 }),
    ).rejects.toEqual(code("conflict"));
    const paused = await client.promptSets.pause({ id });
    expect(paused).toMatchObject({
      state: "paused",
      pausedBy: "person",
      progress: { running: 0 },
    });
    expect(paused.progress.done).toBeLessThan(12);
    await client.promptSets.run({ id });
    const done = await ended(client, id);
    expect(done).toMatchObject({
      state: "done",
      progress: { done: 12, running: 0 },
    });
    expect(done).not.toHaveProperty("pausedBy");
  });

  test("a program that closes and starts again finds it paused, with every answer", async () => {
    const first = await setUp();
    const { id } = await first.client.promptSets.create({
      title: "Restarted",
      format: "lines",
      text: Array.from({ length: 9 }, (_, row) => `Prompt ${row}`).join("\n"),
      models: [fast],
      concurrency: 2,
      ...short,
    });
    await first.client.promptSets.run({ id });
    await vi.waitFor(async () => {
      const { progress } = await first.client.promptSets.get({ id });
      expect(progress.done).toBeGreaterThan(1);
    });
    await first.backend.dispose();
    const { client } = await startBackend({
      demo: true,
      dataDir: first.dataDir,
    });
    const found = await client.promptSets.get({ id });
    expect(found).toMatchObject({ state: "paused", pausedBy: "interrupted" });
    expect(found.progress.done).toBeGreaterThan(1);
    await client.promptSets.run({ id });
    expect((await ended(client, id)).progress.done).toBe(9);
  });
});

describe("changes", () => {
  async function answered() {
    const { client } = await setUp();
    const { id } = await client.promptSets.create({
      title: "Set",
      format: "jsonl",
      text: '{"a":"one","b":"x"}\n{"a":"two"}',
      template: "Say {{a}}",
      models: [fast],
      ...short,
    });
    await client.promptSets.run({ id });
    await ended(client, id);
    return { client, id };
  }

  test("new assertions judge the answers there are", async () => {
    const { client, id } = await answered();
    const regex = { type: "regex", pattern: "^nothing$" } as const;
    const updated = await client.promptSets.update({ id, assertions: [regex] });
    expect(updated.progress).toMatchObject({ done: 2, passed: 0 });
    await expect(
      client.promptSets.update({
        id,
        assertions: [{ type: "regex", pattern: "(" }],
      }),
    ).rejects.toEqual(code("invalid-request"));
    const back = await client.promptSets.update({ id, assertions: [] });
    expect(back.progress.passed).toBe(2);
  });

  test("another prompt is a duplicate: the old answers stay", async () => {
    const { client, id } = await answered();
    await expect(
      client.promptSets.update({ id, systemPrompt: "Else." }),
    ).rejects.toEqual(code("conflict"));
    const copy = await client.promptSets.duplicate({
      id,
      template: "Say {{a}} and {{b}}",
    });
    expect(copy).toMatchObject({
      rows: 2,
      badRows: 1,
      state: "ready",
      progress: { done: 0, total: 1 },
    });
    const { rows } = await client.promptSets.rows({ id: copy.id });
    expect(rows.map((row) => row.problem ?? row.prompt)).toEqual([
      "Say one and x",
      "There is no value for {{b}}.",
    ]);
    expect((await client.promptSets.get({ id })).progress.done).toBe(2);
  });

  test("a model that is left out and comes back brings its answers", async () => {
    const { client, id } = await answered();
    const without = await client.promptSets.update({ id, models: [thorough] });
    expect(without).toMatchObject({ state: "ready", progress: { done: 0 } });
    const both = await client.promptSets.update({
      id,
      models: [thorough, fast],
    });
    expect(both).toMatchObject({ state: "paused", progress: { done: 2 } });
  });
});

describe("export", () => {
  test("every format holds every cell; formulas are defused", async () => {
    const { client } = await setUp();
    const { id } = await client.promptSets.create({
      title: "Out",
      format: "jsonl",
      text: '{"prompt":"=1+1"}\n[]',
      models: [fast],
      ...short,
    });
    await client.promptSets.run({ id });
    await ended(client, id);
    const file = async (format: "csv" | "jsonl" | "markdown") => {
      let text = "";
      for await (const piece of await client.promptSets.export({ id, format }))
        text += piece.text;
      return text;
    };
    const csv = await file("csv");
    expect(csv.split("\r\n")[0]).toBe(
      "row,prompt,sent_prompt,model,status,passed,answer,problem,input_tokens,output_tokens,cost_usd,first_token_ms,total_ms",
    );
    expect(csv).toContain("1,'=1+1,'=1+1,demo:simulated-fast,done,true,");
    expect(csv).toContain("2,,,,problem,,,Line 2 is not a JSON object.");
    const [first = "", second = ""] = (await file("jsonl")).split("\n");
    expect(JSON.parse(first)).toMatchObject({
      row: 0,
      prompt: "=1+1",
      status: "done",
    });
    expect(JSON.parse(second)).toMatchObject({ row: 1 });
    expect(await file("markdown")).toMatch(/^# Out\n\n\| Row \| Prompt \|/);
  });
});

test("10,000 rows are taken in, listed, counted and removed with the event loop free", async () => {
  const { client } = await setUp();
  const text = `a\n${Array.from({ length: 10_000 }, (_, row) => `row ${row}`).join("\n")}`;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const set = await client.promptSets.create({
    title: "Big",
    format: "csv",
    text,
    template: "Say {{a}} twice",
    models: [fast, thorough],
  });
  const { id } = set;
  await client.promptSets.rows({ id, offset: 9_900, limit: 100 });
  await client.promptSets.rows({ id, filter: "failed" });
  expect(await client.promptSets.estimate({ id })).toEqual({
    cells: 20_000,
    costNanoUsd: 0,
  });
  await client.promptSets.remove({ id });
  delay.disable();
  expect(set).toMatchObject({ rows: 10_000, progress: { total: 20_000 } });
  expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  expect(await client.promptSets.list()).toEqual([]);
  await client.promptSets.restore({ id });
  expect(await client.promptSets.list()).toHaveLength(1);
});

test("no prompt at all and more than 10,000 rows are refused in one sentence", async () => {
  const { client } = await setUp();
  const create = (text: string) =>
    client.promptSets.create({ title: "No", format: "lines", text });
  await expect(create(" \n")).rejects.toEqual(code("invalid-request"));
  await expect(create("x\n".repeat(10_001))).rejects.toEqual(
    code("invalid-request"),
  );
  expect(await client.promptSets.list()).toEqual([]);
});
