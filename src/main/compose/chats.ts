import type { ChatService } from "#main/services/chat/chat.ts";
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
import type { PromptSetService } from "#main/services/prompt-sets/prompt-sets.ts";
import type { Context } from "./context.ts";
import { composePromptSets } from "./prompt-sets.ts";
import type { Upstreams } from "./upstreams.ts";

export interface Chats {
  readonly conversations: ConversationService;
  readonly comparisons: ComparisonService;
  readonly promptSets: PromptSetService;
  readonly replies: ReplyService;
  readonly estimate: (input: EstimateInput) => Estimate;
}

/** Conversations and what happens in them. */
export function composeChats(
  context: Context,
  upstreams: Upstreams,
  chat: ChatService,
): Chats {
  const { clock, announcements, settings, newId } = context;
  const { conversations } = context.store;
  const { registry, preferences } = upstreams;
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
    promptSets: composePromptSets(context, { chat, registry }),
    replies,
    estimate,
  };
}
