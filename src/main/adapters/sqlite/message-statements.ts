import type { Statement } from "better-sqlite3";
import type { Connection } from "./connection.ts";
import type { BranchRow, MessageRow, patchRow } from "./message-rows.ts";

const columns =
  "m.id, m.conversation_id, m.parent_id, m.role, m.status, m.created_at, m.model, m.finish_reason, m.served_by, m.usage, m.timings, m.error, m.parts";

// The order of creation is the order of `sequence`, which the place index ends with.
const siblings = `(
  SELECT json_group_array(s.id ORDER BY s.sequence) FROM messages s
  WHERE s.conversation_id = m.conversation_id AND s.parent_id IS m.parent_id
) AS siblings`;

/** Steps from a message towards the root: place in the table and distance, nothing heavy. */
const upwards = (start: string) => `
  WITH RECURSIVE upwards (sequence, parent_id, distance) AS (
    SELECT sequence, parent_id, 0 FROM messages WHERE id = ${start}
    UNION ALL
    SELECT m.sequence, m.parent_id, distance + 1
    FROM upwards JOIN messages m ON m.id = upwards.parent_id
    LIMIT @limit
  )`;

export interface PathQuery {
  readonly start: string;
  /** −1 is without limit. */
  readonly limit: number;
}

/** Everything that is asked of `messages`, prepared once per connection. */
export interface MessageStatements {
  readonly insert: Statement<[MessageRow]>;
  /** Nulls leave a column as it is. */
  readonly update: Statement<[ReturnType<typeof patchRow> & { id: string }]>;
  readonly one: Statement<[string], BranchRow>;
  readonly parent: Statement<
    [string],
    { conversation_id: string; parent_id: string | null }
  >;
  /** Oldest first, like `branch`. */
  readonly path: Statement<[PathQuery], MessageRow>;
  readonly branch: Statement<[PathQuery], BranchRow>;
  readonly below: Statement<
    [PathQuery & { readonly messageId: string }],
    { distance: number }
  >;
  readonly newestLeaf: Statement<[string], { id: string }>;
  readonly interrupt: Statement<[], { id: string }>;
  readonly money: Statement<[string], Money>;
  /** Adds to the conversation of a message. */
  readonly addMoney: Statement<[Money & { readonly id: string }]>;
}

/** Billionths of a US dollar: what a message cost, and what the cache saved with it. */
export interface Money {
  readonly cost: number;
  readonly saved: number;
}

export function prepareMessageStatements(
  connection: Connection,
): MessageStatements {
  return {
    insert: connection.prepare<[MessageRow]>(`
      INSERT INTO messages (id, conversation_id, parent_id, role, status, created_at, model,
        finish_reason, served_by, usage, timings, error, parts)
      VALUES (@id, @conversation_id, @parent_id, @role, @status, @created_at, @model,
        @finish_reason, @served_by, @usage, @timings, @error, @parts)`),
    update: connection.prepare<[ReturnType<typeof patchRow> & { id: string }]>(`
      UPDATE messages SET
        status = coalesce(@status, status),
        finish_reason = coalesce(@finish_reason, finish_reason),
        served_by = coalesce(@served_by, served_by),
        usage = coalesce(@usage, usage),
        timings = coalesce(@timings, timings),
        error = coalesce(@error, error),
        parts = coalesce(@parts, parts)
      WHERE id = @id`),
    one: connection.prepare<[string], BranchRow>(
      `SELECT ${columns}, ${siblings} FROM messages m WHERE m.id = ?`,
    ),
    parent: connection.prepare<
      [string],
      { conversation_id: string; parent_id: string | null }
    >("SELECT conversation_id, parent_id FROM messages WHERE id = ?"),
    ...prepareWalks(connection),
    interrupt: connection.prepare<[], { id: string }>(
      "UPDATE messages SET status = 'interrupted' WHERE status = 'streaming' RETURNING id",
    ),
    money: connection.prepare<[string], Money>(`
      SELECT coalesce(usage ->> '$.costNanoUsd', 0) AS cost,
        coalesce(served_by ->> '$.cached.savedNanoUsd', 0) AS saved
      FROM messages WHERE id = ?`),
    addMoney: connection.prepare<[Money & { readonly id: string }]>(`
      UPDATE conversations SET cost_nano_usd = cost_nano_usd + @cost,
        saved_nano_usd = saved_nano_usd + @saved
      WHERE id = (SELECT conversation_id FROM messages WHERE id = @id)`),
  };
}

/** What is asked along the tree, up to the root and down to a leaf. */
function prepareWalks(connection: Connection) {
  return {
    path: connection.prepare<[PathQuery], MessageRow>(`${upwards("@start")}
      SELECT ${columns} FROM upwards JOIN messages m USING (sequence)
      ORDER BY distance DESC`),
    branch: connection.prepare<[PathQuery], BranchRow>(`${upwards("@start")}
      SELECT ${columns}, ${siblings} FROM upwards JOIN messages m USING (sequence)
      ORDER BY distance DESC`),
    below: connection.prepare<
      [PathQuery & { readonly messageId: string }],
      { distance: number }
    >(`${upwards("@start")}
      SELECT distance FROM upwards JOIN messages m USING (sequence)
      WHERE m.id = @messageId`),
    newestLeaf: connection.prepare<[string], { id: string }>(`
      WITH RECURSIVE downwards (sequence, distance) AS (
        SELECT sequence, 0 FROM messages WHERE id = ?
        UNION ALL
        SELECT child.sequence, distance + 1
        FROM downwards
        JOIN messages parent USING (sequence)
        JOIN messages child ON child.sequence = (
          SELECT max(c.sequence) FROM messages c WHERE c.parent_id = parent.id
        )
      )
      SELECT m.id FROM downwards JOIN messages m USING (sequence)
      ORDER BY distance DESC LIMIT 1`),
  };
}
