/** One numbered step of the schema. Steps that shipped never change; a change is the next step. */
export interface Migration {
  /** Counts from 1 without gaps; the file's `user_version` after it ran. */
  readonly version: number;
  readonly sql: string;
}
