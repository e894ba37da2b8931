import { useEffect, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { describeError, type ErrorNames } from "#renderer/format/error.ts";
import type { ErrorAction } from "#renderer/messages/en/errors.ts";
import { t } from "#renderer/messages/t.ts";
import { Button } from "./button.tsx";
import styles from "./error-notice.module.css";
import { Notice } from "./notice.tsx";

export type ErrorHandlers = Readonly<Partial<Record<ErrorAction, () => void>>>;

const mostActions = 2;

/**
 * A failure as one sentence and what to do about it. Of the actions that fit the code, those with a
 * handler are drawn. A retry that has to wait counts down from `since` (milliseconds since 1970).
 */
export function ErrorNotice({
  error,
  names,
  handlers,
  onCopyDiagnostics,
  since,
}: {
  readonly error: ErrorJson;
  readonly names?: ErrorNames;
  readonly handlers: ErrorHandlers;
  readonly onCopyDiagnostics?: (error: ErrorJson) => void;
  readonly since?: number;
}) {
  const described = describeError(error, names);
  const wait = useCountdown(described.waitSeconds ?? 0, since);
  const offered = described.actions
    .filter((action) => handlers[action] !== undefined)
    .slice(0, mostActions);
  return (
    <Notice
      tone={error.code === "aborted" ? "info" : "bad"}
      role="alert"
      details={
        <ErrorDetails
          error={error}
          detail={described.detail}
          onCopyDiagnostics={onCopyDiagnostics}
        />
      }
      {...(offered.length === 0
        ? {}
        : {
            actions: offered.map((action, index) => (
              <Button
                key={action}
                size="small"
                variant={index === 0 ? "secondary" : "quiet"}
                disabled={action === "retry" && wait > 0}
                onClick={handlers[action]}
              >
                {action === "retry" && wait > 0
                  ? t("errors.action.retryIn", { seconds: wait })
                  : t(`errors.action.${action}`)}
              </Button>
            )),
          })}
    >
      {described.sentence}
    </Notice>
  );
}

function ErrorDetails({
  error,
  detail,
  onCopyDiagnostics,
}: {
  readonly error: ErrorJson;
  readonly detail: string | undefined;
  readonly onCopyDiagnostics: ((error: ErrorJson) => void) | undefined;
}) {
  const status = error.data["status"];
  return (
    <details className={styles.details}>
      <summary className={styles.summary}>{t("errors.details")}</summary>
      <div className={styles.folded}>
        <code className={styles.code}>
          {error.code}
          {typeof status === "number" && ` · HTTP ${status}`}
        </code>
        {detail !== undefined && <p className={styles.text}>{detail}</p>}
        {onCopyDiagnostics !== undefined && (
          <Button
            size="small"
            variant="quiet"
            onClick={() => onCopyDiagnostics(error)}
          >
            {t("errors.copyDiagnostics")}
          </Button>
        )}
      </div>
    </details>
  );
}

/** Whole seconds that are left of `seconds`, counted from `since` or from the first drawing. */
function useCountdown(seconds: number, since: number | undefined): number {
  const [start] = useState(() => since ?? Date.now());
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((start + seconds * 1_000 - now) / 1_000));
  const counting = left > 0;
  useEffect(() => {
    if (!counting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [counting]);
  return left;
}
