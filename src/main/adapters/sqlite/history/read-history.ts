import { bucketsOf } from "#main/domain/activity/buckets.ts";
import { createHistoryTally } from "#main/domain/activity/history.ts";
import type { ActivityHistory, HistoryQuery } from "#shared/rpc/activity.ts";
import type { Connection } from "../connection.ts";

const groups: Readonly<Record<HistoryQuery["by"], string>> = {
  instance: "instance",
  model: "instance || ':' || model",
  key: "coalesce(key_id, '')",
};

type Row = [
  group: string,
  reservedAt: string,
  outcome: string,
  costNanoUsd: number,
  savedNanoUsd: number,
  savedMs: number,
  inputTokens: number,
  outputTokens: number,
  firstTokenMs: number | null,
];

/** Reads every settled call of the range once, in order of time: too long for the main thread. */
export function readHistory(
  connection: Connection,
  query: HistoryQuery,
): ActivityHistory {
  const tally = createHistoryTally(bucketsOf(query), query.measure);
  const rows = connection
    .prepare<[string, string], Row>(
      `SELECT ${groups[query.by]}, reserved_at, outcome, cost_nano_usd, saved_nano_usd,
        coalesce(saved_ms, 0), input_tokens, output_tokens, first_token_ms
      FROM ledger
      WHERE reserved_at >= ? AND reserved_at < ?
      ORDER BY reserved_at`,
    )
    .raw()
    .iterate(stored(query.since), stored(query.until));
  for (const row of rows) {
    tally.add({
      group: row[0],
      time: Date.parse(row[1]),
      outcome: row[2],
      costNanoUsd: row[3],
      savedNanoUsd: row[4],
      savedMs: row[5],
      inputTokens: row[6],
      outputTokens: row[7],
      firstTokenMs: row[8],
    });
  }
  return tally.history();
}

/** Times are compared as text, so they must be written alike. */
function stored(time: string): string {
  return new Date(time).toISOString();
}
