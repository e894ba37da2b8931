import type { z } from "zod";
import type { appInfoSchema } from "#shared/rpc/app.ts";
import type { KeyService } from "#main/services/access/keys.ts";
import type { ActivityService } from "#main/services/activity/activity.ts";
import type { AliasService } from "#main/services/aliases/aliases.ts";
import type { Announcements } from "#main/services/announcements/announcements.ts";
import type { AuditService } from "#main/services/audit/audit.ts";
import type { ComparisonService } from "#main/services/comparisons/comparisons.ts";
import type { AnswerCache } from "#main/services/cache/answer-cache.ts";
import type { ConversationService } from "#main/services/conversations/conversations.ts";
import type { GatewayControl } from "#main/services/gateway/gateway-control.ts";
import type { TryGateway } from "#main/services/gateway/try-gateway.ts";
import type { LogService } from "#main/services/diagnostics/logs.ts";
import type { InstanceService } from "#main/services/instances/manage.ts";
import type { InstancePresets } from "#main/services/instances/presets.ts";
import type { Spending } from "#main/services/money/spending.ts";
import type { LocalModelService } from "#main/services/local-models/local-models.ts";
import type { PromptSetService } from "#main/services/prompt-sets/prompt-sets.ts";
import type { PullService } from "#main/services/local-models/pulls.ts";
import type { ModelPreferences } from "#main/services/registry/preferences.ts";
import type { Registry } from "#main/services/registry/registry.ts";
import type {
  Estimate,
  EstimateInput,
} from "#main/services/replies/estimate.ts";
import type { ReplyService } from "#main/services/replies/replies.ts";
import type { SettingsService } from "#main/services/settings/settings.ts";

/** What the handlers drive. */
export interface RpcServices {
  readonly aliases: AliasService;
  readonly announcements: Announcements;
  readonly audit: AuditService;
  readonly answers: AnswerCache;
  readonly spending: Spending;
  readonly activity: ActivityService;
  readonly conversations: ConversationService;
  readonly comparisons: ComparisonService;
  readonly promptSets: PromptSetService;
  readonly replies: ReplyService;
  readonly estimate: (input: EstimateInput) => Estimate;
  readonly instances: InstanceService;
  readonly presets: InstancePresets;
  readonly registry: Registry;
  readonly preferences: ModelPreferences;
  readonly settings: SettingsService;
  readonly gateway: GatewayControl;
  readonly tryGateway: TryGateway;
  readonly keys: KeyService;
  readonly logs: LogService;
  readonly localModels: LocalModelService;
  readonly pulls: PullService;
  readonly info: () => z.infer<typeof appInfoSchema>;
  readonly diagnostics: () => string;
}
