import { first } from "./0001-first.ts";
import { ledger } from "./0002-ledger.ts";
import { access } from "./0003-access.ts";
import { comparisons } from "./0004-comparisons.ts";
import { promptSets } from "./0005-prompt-sets.ts";
import { gateway } from "./0006-gateway.ts";
import { cacheChoice } from "./0007-cache-choice.ts";
import { privateChats } from "./0008-private-chats.ts";
import { keyCache } from "./0009-key-cache.ts";
import { chatSavings } from "./0010-chat-savings.ts";
import { openAttempts } from "./0011-open-attempts.ts";
import { chatTexts } from "./0012-chat-texts.ts";
import type { Migration } from "./migration.ts";

/** All steps of the store's schema, in order. */
export const storeMigrations: readonly Migration[] = [
  first,
  ledger,
  access,
  comparisons,
  promptSets,
  gateway,
  cacheChoice,
  privateChats,
  keyCache,
  chatSavings,
  openAttempts,
  chatTexts,
];
