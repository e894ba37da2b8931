import { expect, onTestFinished, test, vi } from "vitest";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createAnswerChecker } from "#main/adapters/prompt-sets/answer-checker.ts";
import { createRowReader } from "#main/adapters/prompt-sets/row-reader.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { createPromptSetService } from "#main/services/prompt-sets/prompt-sets.ts";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
  type Step,
} from "#tests/fakes/chat-provider.ts";
import { pushed } from "#tests/fakes/pulled.ts";
import { createQuietLog } from "#tests/fakes/quiet-log.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const answer = [text("Hi"), stop, usage(1, 1, { costNanoUsd: 60 })];

async function setUp(
  scripts: readonly (readonly Step[])[],
  estimate: number | undefined,
) {
  const { store } = temporaryStore();
  const provider = createFakeProvider(...scripts);
  let count = 0;
  const service = createPromptSetService({
    promptSets: store.promptSets,
    reader: createRowReader(),
    checker: createAnswerChecker(),
    chat: {
      run: ({ request }, signal, emit) =>
        pushed(provider.chat({ request }, signal), emit),
    },
    estimateReply: () => estimate,
    announcements: createAnnouncements(),
    clock: createSystemClock(),
    log: createQuietLog().log,
    newId: () => `id-${(count += 1)}`,
  });
  onTestFinished(() => service.dispose());
  const { id } = await service.create({
    title: "Set",
    format: "lines",
    text: "x\n".repeat(10),
    models: ["a:m"],
    concurrency: 2,
    budgetNanoUsd: 250,
  });
  const ended = () =>
    vi.waitFor(() => {
      const set = service.get(id);
      if (set.state === "running") throw new Error("It still runs.");
      return set;
    });
  return { service, id, ended, provider };
}

test("a run pauses before the call that could exceed the budget, and goes on with a larger one", async () => {
  const { service, id, ended, provider } = await setUp([answer], 100);
  service.run(id);
  expect(await ended()).toMatchObject({
    state: "paused",
    pausedBy: "budget",
    progress: { done: 3, costNanoUsd: 180, running: 0 },
  });
  expect(provider.requests).toHaveLength(3);
  await service.update(id, { budgetNanoUsd: null });
  service.run(id);
  expect(await ended()).toMatchObject({
    state: "done",
    progress: { done: 10, costNanoUsd: 600 },
  });
  expect(provider.requests).toHaveLength(10);
});

test("with a budget, what has no known price is never asked", async () => {
  const { service, id, ended, provider } = await setUp([answer], undefined);
  service.run(id);
  const { progress } = await ended();
  expect(progress).toMatchObject({ done: 0, failed: 10 });
  expect(provider.requests).toEqual([]);
  const { cell } = service.cell(id, { row: 3, model: "a:m" });
  expect(cell.error).toMatchObject({
    code: "denied",
    message: "The price of a:m is unknown, so the budget could not be kept.",
  });
});

test("a provider at its limit costs a cell its turn, not its answer", async () => {
  const crowded = [failed("queue-timeout", { retryable: true })];
  const { service, id, ended } = await setUp([crowded, crowded, answer], 1);
  await service.update(id, { budgetNanoUsd: null });
  service.run(id);
  expect((await ended()).progress).toMatchObject({ done: 10, failed: 0 });
});
