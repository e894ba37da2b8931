import { LoaderCircle } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatDuration } from "#renderer/format/numbers.ts";
import { rich, t } from "#renderer/messages/t.ts";
import type { LiveReply } from "#renderer/stores/chat-live.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useModels } from "#renderer/stores/models.ts";
import styles from "./message.module.css";
import {
  estimatePrompt,
  figuresOfLive,
  figuresOfSettled,
  type ReplyFigures,
} from "./reply-figures.ts";

type Progress = Extract<StreamEvent, { type: "progress" }>;

/** Figures that change with each token are read this often, so that an eye can read them too. */
const sampleMs = 250;

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

function progressText(progress: Progress | undefined): string {
  if (progress === undefined) return t("chat.status.connecting");
  const { phase, fraction, remainingMs } = progress;
  const percent =
    fraction === undefined ? undefined : Math.round(fraction * 100);
  if (phase === "retry-wait")
    return t("chat.status.retry-wait", {
      seconds: Math.ceil((remainingMs ?? 0) / 1_000),
    });
  if (phase === "loading-model" && percent !== undefined)
    return t("chat.status.loading-percent", { percent });
  if (phase === "reading-prompt" && percent !== undefined)
    return t("chat.status.reading-percent", { percent });
  return t(`chat.status.${phase}`);
}

/** The reply as it was at the last look, and when that was; a wait counts down in between. */
function useSampledReply(
  store: ChatStore,
  messageId: string,
): { readonly live: LiveReply | undefined; readonly now: number } {
  const look = () => ({
    live: store.getState().live[messageId],
    now: Date.now(),
  });
  const [sample, setSample] = useState(() => ({ ...look(), changedAt: 0 }));
  useEffect(() => {
    const update = () =>
      setSample((before) => {
        const { live, now } = look();
        const same = live?.reply.progress === before.live?.reply.progress;
        return { live, now, changedAt: same ? before.changedAt : now };
      });
    update();
    const timer = setInterval(update, sampleMs);
    return () => clearInterval(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [store, messageId]);
  return { live: countedDown(sample), now: sample.now };
}

function countedDown({
  live,
  now,
  changedAt,
}: {
  readonly live: LiveReply | undefined;
  readonly now: number;
  readonly changedAt: number;
}): LiveReply | undefined {
  const progress = live?.reply.progress;
  if (live === undefined || progress?.remainingMs === undefined) return live;
  const remainingMs = Math.max(0, progress.remainingMs - (now - changedAt));
  return {
    ...live,
    reply: { ...live.reply, progress: { ...progress, remainingMs } },
  };
}

/** How a reply went, once it has ended. */
export function SettledStatus({
  message,
}: {
  readonly message: BranchMessage;
}) {
  const { status, finishReason } = message;
  return (
    <div className={styles.status}>
      {status === "stopped" && <Chip>{t("chat.status.stopped")}</Chip>}
      {finishReason === "length" && (
        <Chip tone="warn">{t("chat.status.length")}</Chip>
      )}
      {finishReason === "content-filter" && (
        <Chip tone="warn">{t("chat.status.filtered")}</Chip>
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
