import type { Statement } from "better-sqlite3";
import type { Merge } from "#shared/compare/comparison.ts";
import type {
  ColumnRow,
  comparisonPatchRow,
  ComparisonRow,
  comparisonRow,
} from "./comparison-rows.ts";
import type { Connection } from "./connection.ts";

const columns = `c.id, c.title, c.tags, c.system_prompt, c.parameters, c.cache_choice,
  c.detail, c.base,
  c.scroll_together, c.blind, c.created_at, c.updated_at,
  (SELECT coalesce(sum(cost_nano_usd), 0) FROM conversations WHERE comparison_id = c.id)
    AS cost_nano_usd`;

const tagged =
  "(@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(c.tags) WHERE value = @tag))";
const shown = `FROM comparisons c WHERE c.removed_at IS NULL AND ${tagged}`;
const found = (text: string) => `${shown}
  AND (instr(c.title_folded, @folded) > 0
    OR c.id IN (SELECT comparison_id FROM comparison_texts WHERE ${text}))`;
const newestFirst =
  "ORDER BY c.updated_at DESC, c.rowid DESC LIMIT @limit OFFSET @offset";

export interface FindQuery {
  readonly folded: string;
  /** An FTS5 phrase, or a LIKE pattern where the search is too short for one. */
  readonly text: string;
  readonly tag: string | null;
}
type PageQuery = FindQuery & {
  readonly offset: number;
  readonly limit: number;
};

type Change = ReturnType<typeof comparisonPatchRow> & {
  readonly id: string;
  readonly updated_at: string;
};
interface InColumn {
  readonly comparisonId: string;
  readonly columnId: string;
}
type Removal = InColumn & { readonly removedAt: string | null };

interface Finding {
  readonly page: Statement<[PageQuery], ComparisonRow>;
  readonly count: Statement<[FindQuery], number>;
}

/** Everything that is asked of comparisons and their columns, prepared once per connection. */
export interface ComparisonStatements {
  /** The three ways of finding: everything, by phrase, by a pattern. */
  readonly find: Readonly<Record<"all" | "phrase" | "pattern", Finding>>;
  readonly one: Statement<[string], ComparisonRow>;
  readonly tags: Statement<[], string>;
  readonly merges: Statement<[string], Merge>;
  readonly insert: Statement<[ReturnType<typeof comparisonRow>]>;
  /** Nulls leave a column as it is. */
  readonly update: Statement<[Change]>;
  readonly tagVotes: Statement<[string, string]>;
  readonly setRemoved: Statement<[string | null, string]>;
  readonly purge: Statement<[string]>;
  /** Columns on show, in order. */
  readonly columns: Statement<[string], ColumnRow>;
  readonly addColumn: Statement<[ColumnRow & { comparison_id: string }]>;
  readonly putColumn: Statement<[ColumnRow]>;
  readonly moveColumn: Statement<[InColumn & { readonly position: number }]>;
  readonly setColumnRemoved: Statement<[Removal]>;
  readonly setConversationRemoved: Statement<[Removal]>;
}

function prepareFinding(connection: Connection): ComparisonStatements["find"] {
  const ways = {
    all: shown,
    phrase: found("comparison_texts MATCH @text"),
    pattern: found("text LIKE @text ESCAPE '\\'"),
  };
  const prepare = (source: string) => ({
    page: connection.prepare<[PageQuery], ComparisonRow>(
      `SELECT ${columns} ${source} ${newestFirst}`,
    ),
    count: connection
      .prepare<[FindQuery], number>(`SELECT count(*) ${source}`)
      .pluck(),
  });
  return {
    all: prepare(ways.all),
    phrase: prepare(ways.phrase),
    pattern: prepare(ways.pattern),
  };
}

export function prepareComparisonStatements(
  connection: Connection,
): ComparisonStatements {
  return {
    find: prepareFinding(connection),
    ...prepareWriting(connection),
    ...prepareColumns(connection),
    tags: connection
      .prepare<[], string>(
        `SELECT value FROM comparisons c, json_each(c.tags)
        WHERE c.removed_at IS NULL GROUP BY value ORDER BY count(*) DESC, value`,
      )
      .pluck(),
    one: connection.prepare<[string], ComparisonRow>(
      `SELECT ${columns} FROM comparisons c WHERE c.id = ?`,
    ),
    merges: connection.prepare<[string], Merge>(`
      SELECT id AS conversationId, leaf_id AS messageId, model, created_at AS createdAt
      FROM conversations v
      WHERE comparison_id = ? AND leaf_id IS NOT NULL AND model IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM comparison_columns WHERE conversation_id = v.id)
      ORDER BY rowid`),
  };
}

function prepareWriting(connection: Connection) {
  return {
    insert: connection.prepare<[ReturnType<typeof comparisonRow>]>(`
      INSERT INTO comparisons (id, title, title_folded, tags, system_prompt, parameters,
        cache_choice, detail, base, scroll_together, blind, created_at, updated_at)
      VALUES (@id, @title, @title_folded, @tags, @system_prompt, @parameters,
        @cache_choice, @detail, @base, @scroll_together, @blind, @created_at, @updated_at)`),
    update: connection.prepare<[Change]>(`
      UPDATE comparisons SET
        title = coalesce(@title, title),
        title_folded = coalesce(@title_folded, title_folded),
        tags = coalesce(@tags, tags),
        system_prompt = coalesce(@system_prompt, system_prompt),
        parameters = coalesce(@parameters, parameters),
        cache_choice = coalesce(@cache_choice, cache_choice),
        detail = coalesce(@detail, detail),
        base = coalesce(@base, base),
        scroll_together = coalesce(@scroll_together, scroll_together),
        blind = coalesce(@blind, blind),
        updated_at = @updated_at
      WHERE id = @id`),
    tagVotes: connection.prepare<[string, string]>(
      "UPDATE votes SET tags = ? WHERE comparison_id = ?",
    ),
    setRemoved: connection.prepare<[string | null, string]>(
      "UPDATE comparisons SET removed_at = ? WHERE id = ?",
    ),
    purge: connection.prepare<[string]>(
      "DELETE FROM comparisons WHERE removed_at IS NOT NULL AND removed_at < ?",
    ),
  };
}

function prepareColumns(connection: Connection) {
  return {
    columns: connection.prepare<[string], ColumnRow>(`
      SELECT id, conversation_id, model, system_prompt, parameters FROM comparison_columns
      WHERE comparison_id = ? AND removed_at IS NULL ORDER BY position, sequence`),
    addColumn: connection.prepare<[ColumnRow & { comparison_id: string }]>(`
      INSERT INTO comparison_columns (id, comparison_id, conversation_id, position, model,
        system_prompt, parameters)
      SELECT @id, @comparison_id, @conversation_id, coalesce(max(position), 0) + 1, @model,
        @system_prompt, @parameters
      FROM comparison_columns WHERE comparison_id = @comparison_id`),
    putColumn: connection.prepare<[ColumnRow]>(`
      UPDATE comparison_columns
      SET model = @model, system_prompt = @system_prompt, parameters = @parameters
      WHERE id = @id`),
    moveColumn: connection.prepare<[InColumn & { readonly position: number }]>(`
      UPDATE comparison_columns SET position = @position
      WHERE comparison_id = @comparisonId AND id = @columnId`),
    setColumnRemoved: connection.prepare<
      [Removal]
    >(`UPDATE comparison_columns SET removed_at = @removedAt
      WHERE comparison_id = @comparisonId AND id = @columnId`),
    setConversationRemoved: connection.prepare<
      [Removal]
    >(`UPDATE conversations SET removed_at = @removedAt
      WHERE id = (SELECT conversation_id FROM comparison_columns WHERE id = @columnId)
        AND comparison_id = @comparisonId`),
  };
}
