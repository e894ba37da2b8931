import { Zap } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { fromCache } from "#renderer/format/from-cache.ts";
import { formatUsd } from "#renderer/format/money.ts";
import {
  formatCount,
  formatDuration,
  formatTokensPerSecond,
} from "#renderer/format/numbers.ts";
import { progressText } from "#renderer/format/reply-progress.ts";
import { rich, t } from "#renderer/messages/t.ts";
import {
  estimatePrompt,
  figuresOfLive,
  figuresOfSettled,
  type ReplyFigures,
} from "#renderer/stores/chat-figures.ts";
import { useSampledReply } from "#renderer/stores/chat-sample.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useModels } from "#renderer/stores/models.ts";

/** What a column does that has not ended. */
export function LivePhase({
  chat,
  replyId,
}: {
  readonly chat: ChatStore;
  readonly replyId: string;
}) {
  const { live } = useSampledReply(chat, replyId);
  const written = live !== undefined && live.reply.parts.length > 0;
  if (!written) return progressText(live?.reply.progress);
  const thinks = live.reply.parts.at(-1)?.type === "reasoning";
  return t(thinks ? "chat.status.thinking" : "chat.status.writing");
}

/** Its figures so far. */
export function LiveFigures({
  chat,
  replyId,
  model,
}: {
  readonly chat: ChatStore;
  readonly replyId: string;
  readonly model: string;
}) {
  const { live, now } = useSampledReply(chat, replyId);
  const descriptor = useModels(({ byRef }) => byRef.get(model));
  const [inputTokens] = useState(() => {
    const { messages, conversation } = chat.getState();
    return estimatePrompt(messages, replyId, conversation?.systemPrompt ?? "");
  });
  if (live === undefined || live.reply.parts.length === 0) return null;
  const price = {
    inputTokens,
    ...(descriptor === undefined ? {} : { model: descriptor }),
  };
  return <Figures figures={figuresOfLive(live, now, price)} />;
}

/** How a column went. In a blind comparison speed and price would tell who it is. */
export function SettledFigures({
  reply,
  hidden,
}: {
  readonly reply: BranchMessage;
  readonly hidden: boolean;
}) {
  const { status, finishReason, usage, servedBy } = reply;
  const cached = servedBy?.cached;
  return (
    <>
      {status === "stopped" && <Chip>{t("chat.status.stopped")}</Chip>}
      {finishReason === "length" && (
        <Chip tone="warn">{t("chat.status.length")}</Chip>
      )}
      {finishReason === "content-filter" && (
        <Chip tone="warn">{t("chat.status.filtered")}</Chip>
      )}
      {hidden ? (
        <span>{t("compare.blind.figures")}</span>
      ) : (
        <>
          {cached !== undefined && (
            <span title={fromCache(cached)}>
              <Chip tone="good" icon={<Zap size={14} aria-hidden />}>
                {t("compare.fromCache")}
              </Chip>
            </span>
          )}
          <Figures figures={figuresOfSettled(reply)} />
          {(usage?.cachedInputTokens ?? 0) > 0 && (
            <span>{t("compare.cached")}</span>
          )}
        </>
      )}
    </>
  );
}

const strong = (text: ReactNode): ReactNode => <b>{text}</b>;

function Figures({ figures }: { readonly figures: ReplyFigures }) {
  const { firstTokenMs, tokensPerSecond, outputTokens, costNanoUsd } = figures;
  return (
    <>
      {firstTokenMs !== undefined && (
        <span title={t("compare.firstToken")}>
          <b>{formatDuration(firstTokenMs)}</b>
        </span>
      )}
      {tokensPerSecond !== undefined && (
        <span>{formatTokensPerSecond(tokensPerSecond)}</span>
      )}
      {outputTokens !== undefined && (
        <span>
          {rich("chat.status.tokens", {
            b: strong,
            tokens: `${figures.estimated ? "≈ " : ""}${formatCount(outputTokens)}`,
          })}
        </span>
      )}
      {costNanoUsd !== undefined && (
        <span>
          <b>{costNanoUsd === 0 ? t("common.free") : formatUsd(costNanoUsd)}</b>
        </span>
      )}
    </>
  );
}
