import { activityContract } from "./activity.ts";
import { appContract } from "./app.ts";
import { cacheContract } from "./cache.ts";
import { chatContract } from "./chat.ts";
import { comparisonsContract } from "./comparisons.ts";
import { conversationsContract } from "./conversations.ts";
import { instancesContract } from "./instances.ts";
import { localContract } from "./local.ts";
import { modelsContract } from "./models.ts";
import { promptSetsContract } from "./prompt-sets.ts";
import { settingsContract } from "./settings.ts";

/**
 * Everything that a window may ask of the backend: one file per area, the same over a MessagePort
 * (Electron) and a WebSocket (browser). Failures cross as `ErrorJson`, see `error-codec.ts`.
 */
export const contract = {
  activity: activityContract,
  app: appContract,
  cache: cacheContract,
  chat: chatContract,
  comparisons: comparisonsContract,
  conversations: conversationsContract,
  instances: instancesContract,
  local: localContract,
  models: modelsContract,
  promptSets: promptSetsContract,
  settings: settingsContract,
};

export type Contract = typeof contract;
