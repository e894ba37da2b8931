import type { Parameters } from "#shared/chat/parameters.ts";
import type { Price } from "#shared/models/price.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import { buildMessages } from "#main/domain/prompt/build-messages.ts";
import {
  countImages,
  estimatePromptTokens,
} from "#main/domain/prompt/estimate-tokens.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import type { ChatService } from "../chat/chat.ts";
import type { Registry } from "../registry/registry.ts";

/** The text of a draft in the usual scripts: rather too many tokens than too few. */
const charactersPerToken = 3;

export interface EstimateInput {
  readonly conversationId: string;
  readonly parentId?: string | undefined;
  readonly characters: number;
  readonly models: readonly string[];
}

export interface Estimate {
  inputTokens: number;
  costNanoUsd?: number;
}

export interface EstimateDependencies {
  readonly conversations: ConversationStore;
  readonly chat: ChatService;
  readonly registry: Registry;
  readonly clock: Clock;
}

/** Upper estimate of what sending a draft costs over all models; no cost where one price is unknown. */
export function estimateSend(
  input: EstimateInput,
  dependencies: EstimateDependencies,
): Estimate {
  const { conversations } = dependencies;
  const conversation = conversations.get(input.conversationId);
  const { systemPrompt, parameters } = conversation;
  const path =
    input.parentId === undefined ? [] : conversations.path(input.parentId);
  const messages = buildMessages({ systemPrompt, path, model: "" });
  const inputTokens =
    estimatePromptTokens(messages) +
    Math.ceil(input.characters / charactersPerToken);
  const images = countImages(messages);
  let total = 0;
  for (const asked of input.models) {
    const use = { asked, parameters, inputTokens, images };
    const cost = estimateReply(use, dependencies);
    if (cost === undefined) return { inputTokens };
    total += cost;
  }
  return { inputTokens, costNanoUsd: total };
}

/** Upper estimate of what one reply costs, in nano-dollars; undefined where its price is unknown. */
export function estimateReply(
  use: {
    readonly asked: string;
    readonly parameters: Parameters;
    readonly inputTokens: number;
    readonly images: number;
  },
  { chat, registry, clock }: Omit<EstimateDependencies, "conversations">,
): number | undefined {
  const { asked, parameters, inputTokens, images } = use;
  const target = firstTarget(chat, asked);
  const model = target && registry.model(target.instance, target.model);
  const price = target && registry.priceOf(target.instance, target.model);
  const outputTokens = boundOutputTokens(
    parameters.maxTokens,
    model?.maxOutputTokens,
  );
  // What runs here and names no price costs nothing.
  const unpriced = target?.local === true ? 0 : undefined;
  const tokens = { inputTokens, outputTokens, images };
  return priced(price, tokens, clock) ?? unpriced;
}

function priced(
  price: Price | undefined,
  use: { inputTokens: number; outputTokens: number; images: number },
  clock: Clock,
): number | undefined {
  if (price === undefined) return undefined;
  const { images, ...usage } = use;
  return costNanoUsd(price, { usage, images, at: clock.now() });
}

function firstTarget(chat: ChatService, asked: string) {
  try {
    return chat.plan(asked).targets[0];
  } catch {
    return undefined;
  }
}
