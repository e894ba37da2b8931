import { ChevronLeft, ChevronRight, SlidersHorizontal } from "lucide-react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { Comparison, Vote } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { Chip } from "#renderer/components/chip.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { t } from "#renderer/messages/t.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import styles from "./compare.module.css";
import type { WatchedColumn } from "./turns.ts";
import { canVote, castVote, takeVoteBack } from "./voting.ts";

/** What was asked, which turn that is, the verdict on it, and what all columns share. */
export function AskedRow({
  store,
  comparison,
  question,
  turn,
  turnCount,
  onTurn,
  vote,
  columns,
  onSettings,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly question: BranchMessage | undefined;
  readonly turn: number;
  readonly turnCount: number;
  readonly onTurn: (turn: number) => void;
  readonly vote: Vote | undefined;
  readonly columns: readonly WatchedColumn[];
  readonly onSettings: () => void;
}) {
  return (
    <div className={styles.asked}>
      <Chip>{t("compare.asked")}</Chip>
      {turnCount > 1 && (
        <span className={styles.turns}>
          <IconButton
            size="small"
            label={t("compare.turn.previous")}
            icon={<ChevronLeft size={16} />}
            disabled={turn === 0}
            onClick={() => onTurn(turn - 1)}
          />
          {t("compare.turn.position", { position: turn + 1, count: turnCount })}
          <IconButton
            size="small"
            label={t("compare.turn.next")}
            icon={<ChevronRight size={16} />}
            disabled={turn === turnCount - 1}
            onClick={() => onTurn(turn + 1)}
          />
        </span>
      )}
      <p className={styles.question} dir="auto" title={askedText(question)}>
        {askedText(question)}
      </p>
      {(vote !== undefined || canVote(columns, turn)) && (
        <Verdict
          store={store}
          comparison={comparison}
          vote={vote}
          columns={columns}
          turn={turn}
        />
      )}
      <button type="button" className={styles.shared} onClick={onSettings}>
        <SlidersHorizontal size={14} aria-hidden />
        {sharedText(comparison.parameters, comparison.systemPrompt)}
      </button>
    </div>
  );
}

function Verdict({
  store,
  comparison,
  vote,
  columns,
  turn,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly vote: Vote | undefined;
  readonly columns: readonly WatchedColumn[];
  readonly turn: number;
}) {
  if (vote !== undefined)
    return (
      <span className={styles.verdict}>
        <span className={styles.judged} title={verdictText(vote)}>
          {verdictText(vote)}
        </span>
        <Button
          size="small"
          variant="quiet"
          onClick={() => void takeVoteBack(store, vote)}
        >
          {t("compare.vote.undo")}
        </Button>
      </span>
    );
  const cast = (outcome: "tie" | "all-bad") =>
    void castVote(store, { comparison, columns, turn, outcome });
  return (
    <span className={styles.verdict}>
      <Button size="small" variant="quiet" onClick={() => cast("tie")}>
        {t("compare.vote.tie")}
      </Button>
      <Button size="small" variant="quiet" onClick={() => cast("all-bad")}>
        {t("compare.vote.all-bad")}
      </Button>
    </span>
  );
}

function verdictText({ outcome, replies }: Vote): string {
  if (outcome === "tie") return t("compare.voted.tie");
  if (outcome === "all-bad") return t("compare.voted.all-bad");
  const best = replies.find(({ columnId }) => columnId === outcome.best);
  return t("compare.voted.best", { name: nameOfModel(best?.model ?? "") });
}

function askedText(question: BranchMessage | undefined): string {
  if (question === undefined) return t("compare.nothingAsked");
  const text = question.parts
    .flatMap((part) => (part.type === "text" ? part.text : []))
    .join(" ");
  const files = question.parts.length - (text === "" ? 0 : 1);
  return files > 0
    ? `${text} ${t("compare.withFiles", { count: files })}`.trim()
    : text;
}

function sharedText(parameters: Parameters, systemPrompt: string): string {
  const { temperature } = parameters;
  const count = Object.keys(parameters).length;
  if (temperature !== undefined && count === 1 && systemPrompt === "")
    return t("compare.shared.temperature", { value: String(temperature) });
  const instructed = systemPrompt !== "";
  if (count === 0)
    return t(
      instructed ? "compare.shared.instructions" : "compare.shared.defaults",
    );
  return t("compare.shared.parameters", { count });
}
