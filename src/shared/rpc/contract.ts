import { activityContract } from "./activity.ts";
import { aliasesContract } from "./aliases.ts";
import { appContract } from "./app.ts";
import { auditContract } from "./audit.ts";
import { cacheContract } from "./cache.ts";
import { chatContract } from "./chat.ts";
import { comparisonsContract } from "./comparisons.ts";
import { conversationsContract } from "./conversations.ts";
import { gatewayContract } from "./gateway.ts";
import { instancesContract } from "./instances.ts";
import { keysContract } from "./keys.ts";
import { localContract } from "./local.ts";
import { logsContract } from "./logs.ts";
import { modelsContract } from "./models.ts";
import { promptSetsContract } from "./prompt-sets.ts";
import { pullsContract } from "./pulls.ts";
import { settingsContract } from "./settings.ts";

/**
 * Everything that a window may ask of the backend: one file per area, the same over a MessagePort
 * (Electron) and a WebSocket (browser). Failures cross as `ErrorJson`, see `error-codec.ts`.
 */
export const contract = {
  activity: activityContract,
  aliases: aliasesContract,
  app: appContract,
  audit: auditContract,
  cache: cacheContract,
  chat: chatContract,
  comparisons: comparisonsContract,
  conversations: conversationsContract,
  gateway: gatewayContract,
  instances: instancesContract,
  keys: keysContract,
  local: localContract,
  logs: logsContract,
  models: modelsContract,
  promptSets: promptSetsContract,
  pulls: pullsContract,
  settings: settingsContract,
};

export type Contract = typeof contract;
