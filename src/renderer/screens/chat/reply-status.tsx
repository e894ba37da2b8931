import { LoaderCircle } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { progressText } from "#renderer/format/reply-progress.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatDuration } from "#renderer/format/numbers.ts";
import { rich, t } from "#renderer/messages/t.ts";
import { useSampledReply } from "#renderer/stores/chat-sample.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useModels } from "#renderer/stores/models.ts";
import styles from "./message.module.css";
import { ReplyCached } from "./reply-cached.tsx";
import {
  estimatePrompt,
  figuresOfLive,
  figuresOfSettled,
  type ReplyFigures,
} from "#renderer/stores/chat-figures.ts";

/** What a reply that streams is doing, and its figures so far. */
export function LiveStatus({
  store,
  messageId,
  model,
}: {
  readonly store: ChatStore;
  readonly messageId: string;
  readonly model: string;
}) {
  const { live, now } = useSampledReply(store, messageId);
  const descriptor = useModels((state) => state.byRef.get(model));
  const [inputTokens] = useState(() => {
    const { messages, conversation } = store.getState();
    return estimatePrompt(
      messages,
      messageId,
      conversation?.systemPrompt ?? "",
    );
  });
  const figures =
    live === undefined
      ? undefined
      : figuresOfLive(live, now, {
          ...(descriptor === undefined ? {} : { model: descriptor }),
          inputTokens,
        });
  const written = live !== undefined && live.reply.parts.length > 0;
  return (
    <div className={styles.status}>
      <Chip
        tone="accent"
        icon={<LoaderCircle size={14} className={styles.turning} aria-hidden />}
      >
        {written
          ? t(
              live.reply.parts.at(-1)?.type === "reasoning"
                ? "chat.status.thinking"
                : "chat.status.writing",
            )
          : progressText(live?.reply.progress)}
      </Chip>
      {figures !== undefined && written && (
        <Figures figures={figures} streaming />
      )}
    </div>
  );
}

/** How a reply went, once it has ended. */
export function SettledStatus({
  message,
  onAskAgain,
}: {
  readonly message: BranchMessage;
  /** Past the cache. */
  readonly onAskAgain: () => void;
}) {
  const { status, finishReason, servedBy } = message;
  return (
    <div className={styles.status}>
      {status === "stopped" && <Chip>{t("chat.status.stopped")}</Chip>}
      {finishReason === "length" && (
        <Chip tone="warn">{t("chat.status.length")}</Chip>
      )}
      {finishReason === "content-filter" && (
        <Chip tone="warn">{t("chat.status.filtered")}</Chip>
      )}
      {servedBy?.cached !== undefined && (
        <ReplyCached cached={servedBy.cached} onAskAgain={onAskAgain} />
      )}
      <Figures figures={figuresOfSettled(message)} streaming={false} />
    </div>
  );
}

const strong = (text: ReactNode): ReactNode => <b>{text}</b>;

function Figures({
  figures,
  streaming,
}: {
  readonly figures: ReplyFigures;
  readonly streaming: boolean;
}) {
  const { firstTokenMs, tokensPerSecond, outputTokens, costNanoUsd } = figures;
  return (
    <>
      {firstTokenMs !== undefined && (
        <span>
          {rich("chat.status.firstToken", {
            b: strong,
            duration: formatDuration(firstTokenMs),
          })}
        </span>
      )}
      {tokensPerSecond !== undefined && (
        <span>
          {rich("chat.status.rate", {
            b: strong,
            rate: formatRate(tokensPerSecond),
          })}
        </span>
      )}
      {outputTokens !== undefined && (
        <span>
          {rich("chat.status.tokens", {
            b: strong,
            tokens: `${figures.estimated ? "≈ " : ""}${formatCount(outputTokens)}`,
          })}
        </span>
      )}
      {costNanoUsd !== undefined && costNanoUsd > 0 && (
        <span>
          {rich(streaming ? "chat.status.costSoFar" : "chat.status.cost", {
            b: strong,
            cost: formatUsd(costNanoUsd),
          })}
        </span>
      )}
    </>
  );
}

function formatRate(tokensPerSecond: number): string {
  return tokensPerSecond < 10
    ? tokensPerSecond.toFixed(1)
    : formatCount(Math.round(tokensPerSecond));
}
