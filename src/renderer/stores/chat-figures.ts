import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { perMillion } from "#shared/models/price.ts";
import { estimateTokens, type LiveReply } from "./chat-live.ts";

/** What a reply's status line says; absent where it is not known. */
export interface ReplyFigures {
  readonly firstTokenMs?: number;
  readonly tokensPerSecond?: number;
  readonly outputTokens?: number;
  readonly costNanoUsd?: number;
  /** True: counted here, as the upstream gave no figures (yet). */
  readonly estimated: boolean;
}

/** Rates over less than this are noise. */
const shortestMs = 200;

export function figuresOfSettled(message: BranchMessage): ReplyFigures {
  const { usage, timings } = message;
  const { firstTokenMs, totalMs } = timings ?? {};
  const writing =
    firstTokenMs === undefined || totalMs === undefined
      ? undefined
      : totalMs - firstTokenMs;
  return defined({
    firstTokenMs,
    tokensPerSecond: rate(usage?.outputTokens, writing),
    outputTokens: usage?.outputTokens,
    costNanoUsd: usage?.costNanoUsd,
    estimated: usage?.costSource === "estimate",
  });
}

/** Figures of a reply that streams, from what came so far and the model's prices. */
export function figuresOfLive(
  live: LiveReply,
  now: number,
  price: { readonly model?: ModelDescriptor; readonly inputTokens: number },
): ReplyFigures {
  const { usage } = live.reply;
  const began = live.firstContentAt;
  const outputTokens = usage?.outputTokens ?? Math.round(live.outputTokens);
  return defined({
    firstTokenMs: began === undefined ? undefined : began - live.startedAt,
    // A reply met halfway is measured from its start: a little low rather than unknown.
    tokensPerSecond: rate(outputTokens, now - (began ?? live.startedAt)),
    outputTokens: outputTokens === 0 ? undefined : outputTokens,
    costNanoUsd:
      usage?.costNanoUsd ??
      costOf(price.model, { input: price.inputTokens, output: outputTokens }),
    estimated: usage === undefined,
  });
}

/** Billionths of a dollar for so many tokens; undefined where a price is unknown. */
export function costOf(
  model: ModelDescriptor | undefined,
  tokens: { readonly input: number; readonly output: number },
): number | undefined {
  if (model === undefined) return undefined;
  if (model.local || model.simulated) return 0;
  const { input, output, request } = model.price ?? {};
  if (input === undefined || output === undefined) return undefined;
  const perTokens =
    perMillion(input) * tokens.input + perMillion(output) * tokens.output;
  const perRequest = request === undefined ? 0 : perMillion(request) * 1_000;
  return Math.round(perTokens * 1_000 + perRequest);
}

/** About how many tokens the prompt of a reply had: everything above it on its branch. */
export function estimatePrompt(
  messages: readonly BranchMessage[],
  replyId: string,
  systemPrompt: string,
): number {
  let tokens = estimateTokens(systemPrompt);
  for (const message of messages) {
    if (message.id === replyId) break;
    for (const part of message.parts)
      if (part.type === "text" || part.type === "file")
        tokens += estimateTokens(part.text);
  }
  return Math.round(tokens);
}

function rate(
  tokens: number | undefined,
  milliseconds: number | undefined,
): number | undefined {
  if (tokens === undefined || milliseconds === undefined) return undefined;
  return milliseconds < shortestMs || tokens < 2
    ? undefined
    : (tokens * 1_000) / milliseconds;
}

function defined(figures: {
  readonly [Key in keyof ReplyFigures]-?: ReplyFigures[Key] | undefined;
}): ReplyFigures {
  return Object.fromEntries(
    Object.entries(figures).filter(([, value]) => value !== undefined),
  ) as unknown as ReplyFigures;
}
