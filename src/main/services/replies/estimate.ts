import type { Parameters } from "#shared/chat/parameters.ts";
import type { StoredMessage } from "#shared/chat/conversation.ts";
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
  /** At most, unless the reply is longer than replies usually may be. */
  costNanoUsd?: number;
  /** By the length of the replies before; absent without any. */
  usualNanoUsd?: number;
}

export interface EstimateDependencies {
  readonly conversations: ConversationStore;
  readonly chat: ChatService;
  readonly registry: Registry;
  readonly clock: Clock;
}

/** How many of the last replies tell how long the next one will likely be. */
const mostTelling = 5;

/** What sending a draft costs over all models, at most and usually; nothing where one price is unknown. */
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
  const use = { parameters, inputTokens, images: countImages(messages) };
  const over = (usualTokens?: number): number | undefined =>
    sumOf(
      input.models.map((asked) =>
        estimateReply({ ...use, asked, usualTokens }, dependencies),
      ),
    );
  const costNanoUsd = over();
  if (costNanoUsd === undefined) return { inputTokens };
  const usualTokens = usualLength(path);
  const usualNanoUsd =
    usualTokens === undefined ? undefined : over(usualTokens);
  return {
    inputTokens,
    costNanoUsd,
    ...(usualNanoUsd === undefined ? {} : { usualNanoUsd }),
  };
}

/** Tokens of a reply like the last ones of this chat; undefined before the first one. */
function usualLength(path: readonly StoredMessage[]): number | undefined {
  const lengths = path
    .filter(({ status }) => status === "complete")
    .flatMap(({ usage }) => usage?.outputTokens ?? [])
    .slice(-mostTelling);
  if (lengths.length === 0) return undefined;
  const sum = lengths.reduce((total, each) => total + each, 0);
  return Math.ceil(sum / lengths.length);
}

/** Undefined where one of them is. */
export function sumOf(
  costs: readonly (number | undefined)[],
): number | undefined {
  let total = 0;
  for (const cost of costs) {
    if (cost === undefined) return undefined;
    total += cost;
  }
  return total;
}

/**
 * What one reply costs, in nano-dollars: at most, or with as many tokens as are usual. Undefined where
 * its price is unknown.
 */
export function estimateReply(
  use: {
    readonly asked: string;
    readonly parameters: Parameters;
    readonly inputTokens: number;
    readonly images: number;
    /** Absent: the most that is counted with. */
    readonly usualTokens?: number | undefined;
  },
  { chat, registry, clock }: Omit<EstimateDependencies, "conversations">,
): number | undefined {
  const { asked, parameters, inputTokens, images, usualTokens } = use;
  const target = firstTarget(chat, asked);
  const model = target && registry.model(target.instance, target.model);
  const price = target && registry.priceOf(target.instance, target.model);
  const outputTokens = Math.min(
    usualTokens ?? Number.POSITIVE_INFINITY,
    boundOutputTokens(parameters.maxTokens, model?.maxOutputTokens),
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
