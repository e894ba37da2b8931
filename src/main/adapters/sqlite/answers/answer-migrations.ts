import type { Migration } from "../migrations/migration.ts";
import { answers } from "./0001-answers.ts";
import { models } from "./0002-models.ts";

/** All steps of the schema of kept answers, in order. */
export const answerMigrations: readonly Migration[] = [answers, models];
