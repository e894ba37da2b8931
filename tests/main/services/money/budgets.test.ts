import { expect, test } from "vitest";
import { budgetsFor } from "#main/services/money/budgets.ts";
import { createSpending } from "#main/services/money/spending.ts";
import { defaultSettings } from "#shared/settings/schema.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

function dependencies(changes: Partial<typeof defaultSettings>) {
  return {
    clock: { ...createManualClock(), now: () => Date.UTC(2026, 4, 17, 13) },
    settings: () => ({ ...defaultSettings, ...changes }),
    utcOffsetMinutes: () => 0,
  };
}

test("no bound is drawn by default", () => {
  expect(budgetsFor({ conversationId: "c" }, dependencies({}))).toEqual([]);
});

test("each bound has its time and its scope, in nano-dollars", () => {
  const bounds = dependencies({
    budgetPerDayCents: 50,
    budgetPerMonthCents: 1_000,
    budgetPerChatCents: 5,
  });
  const limit = { measure: "nanoUsd", scope: {} };
  const day = {
    name: "day",
    limit: { ...limit, since: "2026-05-17T00:00:00.000Z", limit: 500_000_000 },
  };
  const month = {
    name: "month",
    limit: {
      ...limit,
      since: "2026-05-01T00:00:00.000Z",
      limit: 10_000_000_000,
    },
  };
  const chat = (scope: object) => ({
    name: "chat",
    limit: {
      ...limit,
      scope,
      since: "1970-01-01T00:00:00.000Z",
      limit: 50_000_000,
    },
  });
  expect(budgetsFor({}, bounds)).toEqual([day, month]);
  expect(budgetsFor({ conversationId: "c" }, bounds)).toEqual([
    day,
    month,
    chat({ conversationId: "c" }),
  ]);
  const column = { conversationId: "c", comparisonId: "k" };
  expect(budgetsFor(column, bounds)[2]).toEqual(chat({ comparisonId: "k" }));
});

test("a kept answer is booked as saved, and counts as no cost", () => {
  const { ledger } = temporaryStore().store;
  const bounds = dependencies({ budgetPerDayCents: 50 });
  const spending = createSpending({ ...bounds, ledger, newId: () => "1" });
  spending.bookCached(
    { conversationId: "c" },
    {
      instance: "a",
      model: "m",
      events: [],
      usage: { inputTokens: 9, outputTokens: 9, costNanoUsd: 700 },
      durationMs: 1,
      storedAt: 0,
      expiresAt: 1,
    },
  );
  expect(spending.states({})).toEqual([
    {
      name: "day",
      usedNanoUsd: 0,
      limitNanoUsd: 500_000_000,
      since: "2026-05-17T00:00:00.000Z",
    },
  ]);
  expect(
    spending.activity({
      since: "2026-05-17T00:00:00Z",
      until: "2026-05-18T00:00:00Z",
      by: "model",
      utcOffsetMinutes: 0,
    }),
  ).toMatchObject([
    { group: "a:m", requests: 1, cached: 1, savedNanoUsd: 700, costNanoUsd: 0 },
  ]);
});
