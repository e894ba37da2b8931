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
      WHERE reserved_at >= @since AND reserved_at < @until
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

const hourMs = 3_600_000;

/**
 * What calls since a time have cost: the sums of whole hours, and the calls of the first part of an
 * hour. Takes as long as there are hours.
 */
export function createSpentReader(
  connection: Connection,
): (since: string) => number {
  type Range = { since: string; whole: string; hour: string };
  const statement = connection
    .prepare<[Range], number>(
      `
      SELECT
        (SELECT coalesce(sum(nano_usd), 0) FROM ledger_totals
          WHERE scope = 'all' AND hour >= @hour)
        + (SELECT coalesce(sum(cost_nano_usd), 0) FROM ledger
          WHERE reserved_at >= @since AND reserved_at < @whole)`,
    )
    .pluck();
  return (since) => {
    const time = Date.parse(since);
    const whole = new Date(Math.ceil(time / hourMs) * hourMs).toISOString();
    const hour = whole.slice(0, 13);
    return (
      statement.get({ since: new Date(time).toISOString(), whole, hour }) ?? 0
    );
  };
}
