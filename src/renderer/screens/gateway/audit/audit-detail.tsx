import { X } from "lucide-react";
import { useEffect, useState, type ReactNode, type Ref } from "react";
import type {
  AuditAttempt,
  AuditDetail,
  PromptRecord,
} from "#shared/gateway/audit.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { Facts } from "#renderer/components/facts.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { formatDuration } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { commonErrorHandlers } from "#renderer/stores/app-errors.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { eventFacts, recordFacts, tokenFacts } from "./audit-facts.ts";
import { errorText, reasonText, statusTone } from "./audit-text.ts";
import styles from "./audit-detail.module.css";

/** All that is known of one request. */
export function AuditDetailPanel({
  id,
  onClose,
  ref,
}: {
  readonly id: number;
  readonly onClose: () => void;
  readonly ref: Ref<HTMLElement>;
}) {
  const [detail, setDetail] = useState<AuditDetail>();
  const [error, setError] = useState<ErrorJson>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let stale = false;
    setError(undefined);
    client.audit.detail({ id }).then(
      (found) => !stale && setDetail(found),
      (thrown: unknown) => !stale && setError(toErrorJson(thrown)),
    );
    return () => {
      stale = true;
    };
  }, [id, round]);
  return (
    <aside
      ref={ref}
      className={styles.panel}
      aria-label={t("gateway.audit.detailOf")}
      // A press on its text leaves the focus here, so that Escape is heard.
      tabIndex={-1}
    >
      <header className={styles.header}>
        <h2 className={styles.title}>{t("gateway.audit.request")}</h2>
        <IconButton
          label={t("gateway.audit.close")}
          icon={<X size={16} />}
          onClick={onClose}
        />
      </header>
      {detail !== undefined ? (
        <Detail detail={detail} />
      ) : error === undefined ? (
        <SkeletonRows label={t("common.loading")} />
      ) : (
        <ErrorNotice
          error={error}
          handlers={{
            ...commonErrorHandlers,
            retry: () => setRound((before) => before + 1),
          }}
        />
      )}
    </aside>
  );
}

function Detail({ detail }: { readonly detail: AuditDetail }) {
  const { event, attempts, promptRecord } = detail;
  return (
    <>
      <div className={styles.outcome}>
        <Chip tone={statusTone(event)}>
          {event.status} {t(`gateway.audit.outcome.${event.outcome}`)}
        </Chip>
        {event.error !== undefined && (
          <p className={styles.reason}>{reasonText(event)}</p>
        )}
      </div>
      <div className={styles.id}>
        <code title={event.requestId}>{event.requestId}</code>
        <CopyButton
          iconOnly
          text={event.requestId}
          label={t("gateway.audit.copyId")}
        />
      </div>
      <Facts rows={eventFacts(event)} />
      <Section title={t("gateway.audit.attempts")}>
        {attempts.length === 0 ? (
          <p className={styles.muted}>{t("gateway.audit.noAttempts")}</p>
        ) : (
          <ol className={styles.attempts}>
            {attempts.map((attempt, index) => (
              <Attempt key={index} attempt={attempt} />
            ))}
          </ol>
        )}
      </Section>
      <Section title={t("gateway.audit.figures")}>
        <Facts rows={tokenFacts(event)} />
      </Section>
      {promptRecord !== undefined && <Record record={promptRecord} />}
    </>
  );
}

function Section({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
}

function Attempt({ attempt }: { readonly attempt: AuditAttempt }) {
  const { target, durationMs, errorCode, upstreamStatus } = attempt;
  return (
    <li className={styles.attempt}>
      <span className={styles.target} title={target}>
        {target}
      </span>
      <span className={styles.took}>{formatDuration(durationMs)}</span>
      <span className={styles.result} data-failed={errorCode !== undefined}>
        {errorCode === undefined
          ? t("gateway.audit.answered")
          : (errorText(errorCode) ?? errorCode)}
        {upstreamStatus !== undefined && ` · HTTP ${upstreamStatus}`}
      </span>
    </li>
  );
}

function Record({ record }: { readonly record: PromptRecord }) {
  const { prompt, reply, truncated } = record;
  return (
    <Section title={t("gateway.audit.record")}>
      <p className={styles.muted}>
        {t(`gateway.audit.record.${record.mode}`)}
        {truncated && ` ${t("gateway.audit.record.truncated")}`}
      </p>
      <Facts rows={recordFacts(record)} />
      {prompt !== undefined && prompt !== "" && (
        <Kept label={t("gateway.audit.prompt")} text={prompt} />
      )}
      {reply !== undefined && reply !== "" && (
        <Kept label={t("gateway.audit.reply")} text={reply} />
      )}
    </Section>
  );
}

function Kept({
  label,
  text,
}: {
  readonly label: string;
  readonly text: string;
}) {
  return (
    <figure className={styles.kept}>
      <figcaption className={styles.caption}>
        {label}
        <CopyButton iconOnly text={text} label={t("gateway.audit.copyText")} />
      </figcaption>
      <pre className={styles.text} tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
}
