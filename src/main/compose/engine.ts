import { randomBytes } from "node:crypto";
import { createKeyedDigest } from "#main/adapters/digest/keyed-digest.ts";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import type { SecretStore } from "#main/ports/stores.ts";
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
import { logCall } from "#main/services/chat/log-call.ts";
import { createChatRunner } from "#main/services/chat/stages.ts";
import type { Context } from "./context.ts";
import type { OpenedData } from "./open-data.ts";
import type { Upstreams } from "./upstreams.ts";

/** The quick tier's share of this program's memory. */
const memoryTierBytes = 64 * 1024 * 1024;
const digestSecretName = "answer-digest";

export interface Engine {
  readonly chat: ChatService;
  readonly answers: AnswerCache;
  /** Writes kept answers down. */
  close(): void;
}

/** What a chat call goes through. */
export function composeEngine(
  context: Context,
  upstreams: Upstreams,
  openAnswers: OpenedData["openAnswers"],
): Engine {
  const { clock, log, settings, newId, config, store } = context;
  const { directory, registry, preferences } = upstreams;
  const memory = createMemoryAnswerStore({ maxBytes: memoryTierBytes, clock });
  const policy = createCachePolicy(config.cache, settings.current);
  const disk = openAnswers({ maxBytes: policy.maxBytes, log });
  const answers = createAnswerCache({ memory, disk });
  const runner = createChatRunner({
    clock,
    directory,
    limiter: createLimiter(clock),
    random: Math.random,
    health: context.health,
    priceOf: (instance, model) => registry.model(instance, model)?.price,
    onEnd: (call) => logCall(log, call),
    answers,
    digest: createKeyedDigest(digestSecret(store.secrets)),
    identityOf: (instance, model) => [
      directory.find(instance)?.baseUrl,
      directory.find(instance)?.files.find((file) => file.id === model),
      registry.model(instance, model)?.gguf,
      settings.current().localContextSize,
    ],
    cachePolicy: policy.calls,
    onHit: ({ id }, { instance, model }) =>
      log.debug({ call: id, instance, model }, "Answered from the cache."),
  });
  const chat = createChatService({
    runner,
    directory,
    registry,
    preferences,
    aliases: config.aliases,
    settings: settings.current,
    newId,
  });
  return {
    chat,
    answers,
    close() {
      answers.flush();
      disk.close();
    },
  };
}

/** Made once per data directory, so that kept answers are found again. */
function digestSecret(secrets: SecretStore): string {
  const known = secrets.get(digestSecretName);
  if (known !== undefined) return known;
  const made = randomBytes(32).toString("base64url");
  secrets.set(digestSecretName, made);
  return made;
}
