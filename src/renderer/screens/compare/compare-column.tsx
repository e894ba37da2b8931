import { ArrowRight, RefreshCw, Square, Trophy } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { Button } from "#renderer/components/button.tsx";
import { classNames } from "#renderer/components/class-names.ts";
import { ReplyParts } from "#renderer/components/reply/reply-parts.tsx";
import { useSeries } from "#renderer/components/series-context.ts";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useChat } from "#renderer/stores/chat.ts";
import { useModelName } from "#renderer/stores/models-name.ts";
import type { ColumnProps } from "./column-props.ts";
import { continueFrom } from "./continue-from.ts";
import { ColumnEnding } from "./column-ending.tsx";
import { ColumnHeader } from "./column-header.tsx";
import { ColumnSummaryRow } from "./column-summary.tsx";
import styles from "./compare-column.module.css";
import { CurrentMark, DifferenceMap } from "./difference-map.tsx";
import type { WatchedColumn } from "./turns.ts";
import { canVote, castVote, isJudged } from "./voting.ts";

/** One model: who, how it went, where it differs, what it says. */
export function CompareColumn(props: ColumnProps) {
  const { watched, turn, hidden, letter, view, comparison } = props;
  const { column, store: chat } = watched;
  const reply = watched.turns[turn]?.reply;
  const compared = comparison.detail !== "off" && comparison.columns.length > 1;
  const name = useModelName(column.model);
  const series = useSeries(column.model);
  const shownName =
    letter === undefined
      ? name
      : hidden
        ? t("compare.blind.name", { letter })
        : t("compare.blind.revealed", { letter, name });
  return (
    <section
      className={classNames(styles.column, !hidden && styles[`s${series}`])}
      aria-label={t("compare.columnOf", { model: shownName })}
      aria-busy={reply?.status === "streaming"}
      data-column={column.id}
      data-compared={compared}
    >
      <ColumnHeader {...props} reply={reply} name={shownName} />
      {compared && <ColumnSummaryRow view={view} column={column.id} />}
      <ColumnBody {...props} reply={reply} name={shownName} chat={chat} />
      <ColumnFooter {...props} reply={reply} />
    </section>
  );
}

function ColumnBody({
  watched,
  view,
  hidden,
  name,
  chat,
  reply,
  scrollTogether,
  onDialog,
}: ColumnProps & {
  readonly reply: BranchMessage | undefined;
  readonly name: string;
  readonly chat: ChatStore;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const answer = useRef<HTMLDivElement>(null);
  const { id } = watched.column;
  useEffect(() => {
    if (scroller.current === null || answer.current === null) return undefined;
    return view.attach(id, {
      scroller: scroller.current,
      answer: answer.current,
    });
  }, [view, id]);
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={0}
        role="region"
        aria-label={t("compare.answerOf", { model: name })}
        onScroll={() => scrollTogether && view.follow(id)}
      >
        <div ref={answer} className={styles.answer}>
          {reply !== undefined && <Answer chat={chat} reply={reply} />}
        </div>
        {reply === undefined && <NoReply watched={watched} />}
        {reply !== undefined && (
          <ColumnEnding
            chat={chat}
            reply={reply}
            name={name}
            hidden={hidden}
            onReplace={() => onDialog({ type: "replace", columnId: id })}
          />
        )}
        <CurrentMark view={view} column={id} />
      </div>
      <DifferenceMap view={view} column={id} scroller={scroller} />
    </div>
  );
}

function NoReply({ watched }: { readonly watched: WatchedColumn }) {
  if (!watched.ready)
    return <SkeletonRows label={t("common.loading")} rows={5} />;
  return (
    <p className={styles.none}>
      {t(
        watched.turns.length === 0 ? "compare.noAnswerYet" : "compare.notAsked",
      )}
    </p>
  );
}

/** Drawn again when the reply grows or settles, not with each change around it. */
const Answer = memo(function Answer({
  chat,
  reply,
}: {
  readonly chat: ChatStore;
  readonly reply: BranchMessage;
}) {
  const live = useChat(chat, (state) => state.live[reply.id]);
  return (
    <ReplyParts
      parts={live?.reply.parts ?? reply.parts}
      streaming={reply.status === "streaming"}
    />
  );
});

function ColumnFooter({
  store,
  comparison,
  watched,
  turn,
  vote,
  hidden,
  columns,
  reply,
  onDialog,
}: ColumnProps & { readonly reply: BranchMessage | undefined }) {
  const { column, store: chat } = watched;
  if (reply === undefined) return <footer className={styles.footer} />;
  const replace = (
    <Button
      variant="quiet"
      icon={<RefreshCw size={16} aria-hidden />}
      onClick={() => onDialog({ type: "replace", columnId: column.id })}
    >
      {t("compare.action.replace")}
    </Button>
  );
  if (reply.status === "streaming")
    return (
      <footer className={styles.footer}>
        <Button
          icon={<Square size={14} aria-hidden />}
          onClick={() => void chat.stop().catch(toastError)}
        >
          {t("compare.action.stop")}
        </Button>
        {!hidden && replace}
      </footer>
    );
  const best =
    typeof vote?.outcome === "object" && vote.outcome.best === column.id;
  return (
    <footer className={styles.footer}>
      <Button
        className={styles.best}
        icon={<Trophy size={16} aria-hidden />}
        aria-pressed={best}
        disabled={!canVote(columns, turn) || !isJudged(watched.turns[turn])}
        onClick={() =>
          void castVote(store, {
            comparison,
            columns,
            turn,
            outcome: { best: column.id },
          })
        }
      >
        {t("compare.vote.best")}
      </Button>
      {reply.status === "failed" && !hidden ? (
        replace
      ) : (
        <Button
          variant="quiet"
          icon={<ArrowRight size={16} aria-hidden />}
          onClick={() => void continueFrom(comparison.id, column.id)}
        >
          {t("compare.action.continue")}
        </Button>
      )}
    </footer>
  );
}
