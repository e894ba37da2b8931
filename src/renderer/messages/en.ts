import { activityMessages } from "./en/activity.ts";
import { chatMessages } from "./en/chat.ts";
import { commonMessages } from "./en/common.ts";
import { compareMessages } from "./en/compare.ts";
import { errorMessages } from "./en/errors.ts";
import { firstRunMessages } from "./en/first-run.ts";
import { gatewayAliasesMessages } from "./en/gateway-aliases.ts";
import { gatewayAuditMessages } from "./en/gateway-audit.ts";
import { gatewayGuideMessages } from "./en/gateway-guide.ts";
import { gatewayKeysMessages } from "./en/gateway-keys.ts";
import { gatewayLogsMessages } from "./en/gateway-logs.ts";
import { gatewayMessages } from "./en/gateway.ts";
import { modelsMessages } from "./en/models.ts";
import { promptSetsMessages } from "./en/prompt-sets.ts";
import { providersMessages } from "./en/providers.ts";
import { pullsMessages } from "./en/pulls.ts";
import { settingsMessages } from "./en/settings.ts";
import { shellMessages } from "./en/shell.ts";

/** All text of the interface in English: flat keys, ICU messages. */
export const messages = {
  ...commonMessages,
  ...shellMessages,
  ...firstRunMessages,
  ...modelsMessages,
  ...providersMessages,
  ...gatewayMessages,
  ...gatewayKeysMessages,
  ...gatewayAliasesMessages,
  ...gatewayAuditMessages,
  ...gatewayLogsMessages,
  ...gatewayGuideMessages,
  ...pullsMessages,
  ...settingsMessages,
  ...errorMessages,
  ...chatMessages,
  ...compareMessages,
  ...promptSetsMessages,
  ...activityMessages,
} as const;

export type Messages = typeof messages;
