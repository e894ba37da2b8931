import { randomBytes } from "node:crypto";
import { createKeyedDigest } from "#main/adapters/digest/keyed-digest.ts";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import type { SecretStore } from "#main/ports/stores.ts";
import {
  createActivity,
  type ActivityService,
} from "#main/services/activity/activity.ts";
import {
  createAnswerCache,
  type AnswerCache,
} from "#main/services/cache/answer-cache.ts";
import { createCachePolicy } from "#main/services/cache/cache-policy.ts";
import {
  createChatService,
  type ChatService,
} from "#main/services/chat/chat.ts";
import { createLimiter } from "#main/services/chat/limiter.ts";
import { createCallLog } from "#main/services/chat/call-log.ts";
import { createChatRunner } from "#main/services/chat/stages.ts";
import { isFreeTarget } from "#main/services/money/free-targets.ts";
import {
  createSpending,
  type Spending,
} from "#main/services/money/spending.ts";
import type { Context } from "./context.ts";
import type { OpenedData } from "./open-data.ts";
import type { Upstreams } from "./upstreams.ts";

/** The quick tier's share of this program's memory. */
const memoryTierBytes = 64 * 1024 * 1024;
const digestSecretName = "answer-digest";

export interface Engine {
  readonly chat: ChatService;
  readonly answers: AnswerCache;
  readonly spending: Spending;
  readonly activity: ActivityService;
  /** Writes down kept answers and what the log still holds back. */
  close(): Promise<void>;
}

/** What was answered, in both tiers. */
function composeAnswers(
  { clock, log }: Context,
  { openAnswers }: Pick<OpenedData, "openAnswers">,
  maxBytes: () => number,
) {
  const disk = openAnswers({ maxBytes, log });
  const memory = createMemoryAnswerStore({
    maxBytes: memoryTierBytes,
    wholeBytes: maxBytes,
    clock,
  });
  return { disk, answers: createAnswerCache({ memory, disk, maxBytes }) };
}

/** What a chat call goes through. */
export function composeEngine(
  context: Context,
  upstreams: Upstreams,
  opened: Pick<OpenedData, "openAnswers"> & { readonly history: HistoryReader },
): Engine {
  const { clock, log, settings, newId, config, store, announcements } = context;
  const { directory, registry, preferences } = upstreams;
  const policy = createCachePolicy(config.cache, settings.current);
  const { history } = opened;
  const { disk, answers } = composeAnswers(context, opened, policy.maxBytes);
  const spending = composeSpending(context);
  const callLog = createCallLog(log, clock);
  const runner = createChatRunner({
    clock,
    directory,
    newId,
    answers,
    health: context.health,
    connectivity: upstreams.connectivity,
    ledger: store.ledger,
    limiter: createLimiter(clock),
    random: Math.random,
    modelOf: registry.model,
    priceOf: registry.priceOf,
    isFree: (target) => isFreeTarget(target, registry),
    budgetsOf: ({ scopes = {} }) => spending.budgets(scopes),
    digest: createKeyedDigest(digestSecret(store.secrets)),
    identityOf: (...target) => identityOf(context, upstreams, target),
    cachePolicy: policy.calls,
    onHit: ({ scopes = {} }, hit) => spending.bookCached(scopes, hit),
    onEnd: (call) => {
      callLog.note(call);
      announcements.announce("activity");
    },
  });
  const chat = createChatService({
    runner,
    directory,
    registry,
    preferences,
    aliases: context.aliasTable.current,
    settings: settings.current,
    newId,
  });
  return {
    chat,
    answers,
    spending,
    activity: createActivity({ history, ...store }),
    async close() {
      callLog.close();
      answers.flush();
      disk.close();
      await history.close();
    },
  };
}

function composeSpending({ store, clock, settings, newId }: Context): Spending {
  return createSpending({
    ledger: store.ledger,
    clock,
    newId,
    settings: settings.current,
    // The platform counts minutes west of UTC.
    utcOffsetMinutes: () => -new Date(clock.now()).getTimezoneOffset(),
  });
}

/** What an answer depends on besides its request: the address, a local file and how it is loaded. */
function identityOf(
  { settings }: Context,
  { directory, registry }: Upstreams,
  [instance, model]: readonly [string, string],
): unknown {
  const { baseUrl, files = [] } = directory.find(instance) ?? {};
  return [
    baseUrl,
    files.find((file) => file.id === model),
    registry.model(instance, model)?.gguf,
    settings.current().localContextSize,
  ];
}

/** Made once per data directory, so that kept answers are found again. */
function digestSecret(secrets: SecretStore): string {
  const known = secrets.get(digestSecretName);
  if (known !== undefined) return known;
  const made = randomBytes(32).toString("base64url");
  secrets.set(digestSecretName, made);
  return made;
}
