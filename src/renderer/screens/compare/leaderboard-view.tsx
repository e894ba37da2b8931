import { Trophy } from "lucide-react";
import { useEffect, useState } from "react";
import type { LeaderboardEntry } from "#shared/compare/comparison.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { Button } from "#renderer/components/button.tsx";
import { FilterChip } from "#renderer/components/chip.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import {
  formatCount,
  formatDuration,
  formatTokensPerSecond,
} from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "#renderer/stores/app-changes.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { useModelName } from "#renderer/stores/models-name.ts";
import styles from "./leaderboard.module.css";
import { LeaderboardPlot } from "./leaderboard-plot.tsx";
import { ModelTitle } from "./model-title.tsx";
import { openNewComparison } from "./place.ts";

type Board = Awaited<ReturnType<typeof client.comparisons.leaderboard>>;

/** How the models stand by the person's own verdicts. */
export function LeaderboardView() {
  const [tag, setTag] = useState<string>();
  const [board, setBoard] = useState<Board>();
  const [error, setError] = useState<ErrorJson>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let stale = false;
    const read = () =>
      void client.comparisons
        .leaderboard(tag === undefined ? {} : { tag })
        .then(
          (found) => !stale && setBoard(found),
          (thrown) => !stale && setError(toErrorJson(thrown)),
        );
    const stop = onBackendChange(["comparisons"], read);
    read();
    return () => {
      stale = true;
      stop();
    };
  }, [tag, tries]);
  return (
    <>
      <ScreenHeader
        title={t("compare.leaderboard")}
        detail={
          board !== undefined &&
          t("compare.board.votes", { count: board.votes })
        }
      />
      <div className={styles.page}>
        {board === undefined ? (
          error === undefined ? (
            <SkeletonRows label={t("common.loading")} rows={6} />
          ) : (
            <ErrorNotice
              error={error}
              handlers={{
                retry: () => {
                  setError(undefined);
                  setTries((before) => before + 1);
                },
              }}
            />
          )
        ) : (
          <>
            {board.tags.length > 0 && (
              <div
                className={styles.tags}
                role="group"
                aria-label={t("compare.board.byTag")}
              >
                <FilterChip
                  pressed={tag === undefined}
                  onChange={() => setTag(undefined)}
                >
                  {t("compare.board.overall")}
                </FilterChip>
                {board.tags.map((each) => (
                  <FilterChip
                    key={each}
                    pressed={each === tag}
                    onChange={(pressed) => setTag(pressed ? each : undefined)}
                  >
                    {each}
                  </FilterChip>
                ))}
              </div>
            )}
            <Standings standings={board.standings} />
          </>
        )}
      </div>
    </>
  );
}

function Standings({
  standings,
}: {
  readonly standings: readonly LeaderboardEntry[];
}) {
  if (standings.length === 0)
    return (
      <EmptyState
        icon={<Trophy size={20} />}
        title={t("compare.board.empty")}
        action={
          <Button variant="primary" onClick={openNewComparison}>
            {t("compare.new")}
          </Button>
        }
      >
        {t("compare.board.emptyDetail")}
      </EmptyState>
    );
  return (
    <>
      <LeaderboardPlot standings={standings} />
      <div
        className={styles.tableFrame}
        tabIndex={0}
        role="region"
        aria-label={t("compare.board.table")}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              {(
                [
                  "place",
                  "model",
                  "rating",
                  "interval",
                  "votes",
                  "won",
                  "cost",
                  "speed",
                  "firstToken",
                ] as const
              ).map((column) => (
                <th key={column} scope="col" data-column={column}>
                  {t(`compare.board.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {standings.map((entry, index) => (
              <Row key={entry.model} entry={entry} place={index + 1} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.note}>{t("compare.board.note")}</p>
    </>
  );
}

function Row({
  entry,
  place,
}: {
  readonly entry: LeaderboardEntry;
  readonly place: number;
}) {
  const name = useModelName(entry.model);
  const { rating, low, high, votes, wins, ties } = entry;
  return (
    <tr>
      <td>{place}</td>
      <th scope="row" title={entry.model}>
        <span className={styles.model}>
          <ModelMark modelRef={entry.model} />
          <ModelTitle name={name} />
        </span>
      </th>
      <td>
        <b>{formatCount(Math.round(rating))}</b>
      </td>
      <td>
        {t("compare.board.interval", {
          low: formatCount(Math.round(low)),
          high: formatCount(Math.round(high)),
        })}
      </td>
      <td>{formatCount(votes)}</td>
      <td>
        {ties === 0
          ? formatCount(wins)
          : t("compare.board.wonTied", { wins, ties })}
      </td>
      <td>{costText(entry.costNanoUsd)}</td>
      <td>
        {entry.tokensPerSecond === undefined
          ? ""
          : formatTokensPerSecond(entry.tokensPerSecond)}
      </td>
      <td>
        {entry.firstTokenMs === undefined
          ? ""
          : formatDuration(entry.firstTokenMs)}
      </td>
    </tr>
  );
}

function costText(nanoUsd: number | undefined): string {
  if (nanoUsd === undefined) return "";
  return nanoUsd === 0 ? t("common.free") : formatUsd(nanoUsd);
}
