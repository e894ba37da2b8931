import type { Migration } from "../migrations/migration.ts";
import { audit } from "./0001-audit.ts";
import { details } from "./0002-details.ts";
import { openRequests } from "./0003-open-requests.ts";

/** All steps of the audit file's schema, in order. */
export const auditMigrations: readonly Migration[] = [
  audit,
  details,
  openRequests,
];
