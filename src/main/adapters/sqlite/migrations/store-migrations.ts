import { first } from "./0001-first.ts";
import type { Migration } from "./migration.ts";

/** All steps of the store's schema, in order. */
export const storeMigrations: readonly Migration[] = [first];
