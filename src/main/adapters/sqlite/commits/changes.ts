import type { Statement } from "better-sqlite3";
import type { Connection } from "../connection.ts";

export type Value = string | number | null;

/** One statement of a transaction, by its name, and what is bound to it by place. */
export type Change = readonly [name: string, values: readonly Value[]];

/** The SQL of statements by their names. */
export type StatementTexts = Readonly<Record<string, string>>;

/** Makes these changes in their order, all of them or none. Throws what SQLite throws. */
export type MakeChanges = (changes: readonly Change[]) => void;

/** The statements, prepared on this connection once. */
export function changesOn(
  connection: Connection,
  texts: StatementTexts,
): MakeChanges {
  const statements = new Map<string, Statement<Value[]>>(
    Object.entries(texts).map(([name, sql]) => [name, connection.prepare(sql)]),
  );
  const make = connection.transaction((changes: readonly Change[]) => {
    for (const [name, values] of changes) statements.get(name)?.run(...values);
  });
  return (changes) => make.immediate(changes);
}
