import { Check, X } from "lucide-react";
import type { TryResult } from "#shared/gateway/gateway-state.ts";
import { Button } from "#renderer/components/button.tsx";
import { Chip } from "#renderer/components/chip.tsx";
import { Spinner } from "#renderer/components/spinner.tsx";
import { describeError } from "#renderer/format/error.ts";
import { formatDuration } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./snippet-card.module.css";
import { tryAction, type TryAction } from "./try-action.ts";
import type { TryOutcome } from "./use-try.ts";

/** What the live test came to: who answered how fast, or one sentence and one action. */
export function TryOutcomeLine({
  outcome,
  onStop,
  actions,
}: {
  readonly outcome: TryOutcome;
  readonly onStop: () => void;
  readonly actions: Readonly<Record<TryAction, () => void>>;
}) {
  switch (outcome.status) {
    case "none":
      return null;
    case "running":
      return (
        <>
          <Spinner />
          <span>{t("gateway.try.running")}</span>
          <Button size="small" variant="quiet" onClick={onStop}>
            {t("gateway.try.stop")}
          </Button>
        </>
      );
    case "answered":
      return <Answered result={outcome.result} actions={actions} />;
    case "failed": {
      const off = outcome.error.code === "conflict";
      return (
        <Refused
          sentence={
            off ? t("gateway.try.off") : describeError(outcome.error).sentence
          }
          action={off ? "switch-on" : "retry"}
          actions={actions}
        />
      );
    }
    default:
      return outcome;
  }
}

function Answered({
  result,
  actions,
}: {
  readonly result: TryResult;
  readonly actions: Readonly<Record<TryAction, () => void>>;
}) {
  const { error, status, durationMs, target, cache, text } = result;
  if (error !== undefined || status >= 400)
    return (
      <Refused
        status={status}
        sentence={error?.message ?? t("gateway.try.failed", { status })}
        action={tryAction(error?.code ?? "")}
        actions={actions}
      />
    );
  const duration = formatDuration(durationMs);
  return (
    <>
      <Chip tone="good" icon={<Check size={14} aria-hidden />}>
        {t("gateway.try.answered", { duration })}
      </Chip>
      <span className={styles.answer} title={text}>
        {cache === "HIT"
          ? t("gateway.try.fromCache")
          : target !== undefined && t("gateway.try.by", { target })}
      </span>
    </>
  );
}

function Refused({
  status,
  sentence,
  action,
  actions,
}: {
  readonly status?: number;
  readonly sentence: string;
  readonly action: TryAction;
  readonly actions: Readonly<Record<TryAction, () => void>>;
}) {
  return (
    <>
      <Chip tone="bad" icon={<X size={14} aria-hidden />}>
        {status ?? t("gateway.try.notSent")}
      </Chip>
      <span className={styles.refusal}>{sentence}</span>
      <Button size="small" onClick={actions[action]}>
        {t(`gateway.try.action.${action}`)}
      </Button>
    </>
  );
}
