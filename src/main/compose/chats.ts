import { createChatService } from "#main/services/chat/chat.ts";
import { createLimiter } from "#main/services/chat/limiter.ts";
import { logCall } from "#main/services/chat/log-call.ts";
import { createChatRunner } from "#main/services/chat/stages.ts";
import {
  createComparisonService,
  type ComparisonService,
} from "#main/services/comparisons/comparisons.ts";
import {
  createConversationService,
  type ConversationService,
} from "#main/services/conversations/conversations.ts";
import {
  estimateSend,
  type Estimate,
  type EstimateInput,
} from "#main/services/replies/estimate.ts";
import { createConversationFeed } from "#main/services/replies/feed.ts";
import {
  createReplyService,
  type ReplyService,
} from "#main/services/replies/replies.ts";
import type { Context } from "./context.ts";
import type { Upstreams } from "./upstreams.ts";

export interface Chats {
  readonly conversations: ConversationService;
  readonly comparisons: ComparisonService;
  readonly replies: ReplyService;
  readonly estimate: (input: EstimateInput) => Estimate;
}

/** Conversations and the engine that answers in them. */
export function composeChats(context: Context, upstreams: Upstreams): Chats {
  const { clock, log, announcements, settings, newId, config } = context;
  const { conversations } = context.store;
  const { directory, registry, preferences } = upstreams;
  const runner = createChatRunner({
    clock,
    directory,
    limiter: createLimiter(clock),
    random: Math.random,
    priceOf: (instance, model) => registry.model(instance, model)?.price,
    onEnd: (call) => logCall(log, call),
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
  const feed = createConversationFeed();
  const shared = { conversations, feed, announcements, clock, newId };
  const estimating = { conversations, chat, registry, clock };
  const replies = createReplyService({ ...shared, chat, preferences });
  const estimate = (input: EstimateInput) => estimateSend(input, estimating);
  const { comparisons } = context.store;
  return {
    conversations: createConversationService({
      ...shared,
      settings: settings.current,
    }),
    comparisons: createComparisonService({
      ...shared,
      comparisons,
      replies,
      estimate,
    }),
    replies,
    estimate,
  };
}
