import type { ActivityQuery, ActivityRow } from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";

const groups = {
  day: "date(reserved_at, @offset)",
  instance: "instance",
  model: "instance || ':' || model",
  key: "coalesce(key_id, '')",
} as const;

/** Answers how much was used, by group; one statement per way of grouping. */
export function createActivityReader(
  connection: Connection,
): (query: ActivityQuery) => readonly ActivityRow[] {
  type Row = ActivityRow & { firstTokenMs: number | null };
  type Range = { since: string; until: string; offset: string };
  const prepare = (by: ActivityQuery["by"]) =>
    connection.prepare<[Range], Row>(`
      SELECT ${groups[by]} AS "group", count(*) AS requests,
        count(*) FILTER (WHERE outcome IN ('failed', 'lost')) AS failed,
        count(*) FILTER (WHERE outcome = 'cached') AS cached,
        sum(cost_nano_usd) AS costNanoUsd, sum(saved_nano_usd) AS savedNanoUsd,
        sum(input_tokens) AS inputTokens, sum(output_tokens) AS outputTokens,
        avg(first_token_ms) AS firstTokenMs
      FROM ledger
      WHERE reserved_at >= @since AND reserved_at < @until AND settled_at IS NOT NULL
      GROUP BY 1
      ORDER BY ${by === "day" ? '"group"' : 'costNanoUsd DESC, requests DESC, "group"'}`);
  const statements = {
    day: prepare("day"),
    instance: prepare("instance"),
    model: prepare("model"),
    key: prepare("key"),
  };
  return ({ since, until, by, utcOffsetMinutes }) =>
    statements[by]
      .all({ since, until, offset: `${utcOffsetMinutes} minutes` })
      .map(({ firstTokenMs, ...row }) => ({
        ...row,
        ...(firstTokenMs !== null && { firstTokenMs }),
      }));
}
