import { memo } from "react";
import type { AuditEventView } from "#shared/gateway/audit.ts";
import { Skeleton } from "#renderer/components/skeleton.tsx";
import { formatDuration } from "#renderer/format/numbers.ts";
import { formatMoment } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import { askerText, costText, servedText, statusTone } from "./audit-text.ts";
import styles from "./audit.module.css";

export const AuditRow = memo(function AuditRow({
  id,
  rowIndex,
  offset,
  event,
  selected,
  onSelect,
}: {
  readonly id: string;
  readonly rowIndex: number;
  /** Pixels from the top of the list. */
  readonly offset: number;
  /** Absent while it is on its way. */
  readonly event: AuditEventView | undefined;
  readonly selected: boolean;
  readonly onSelect: (id: number) => void;
}) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={`${styles.row} ${styles.body}`}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={() => event !== undefined && onSelect(event.id)}
    >
      {event === undefined ? (
        <div role="gridcell">
          <Skeleton />
        </div>
      ) : (
        <Cells event={event} />
      )}
    </div>
  );
});

function Cells({ event }: { readonly event: AuditEventView }) {
  const served = servedText(event);
  const asked = event.askedModel ?? event.route;
  return (
    <>
      <div role="gridcell" className={styles.time}>
        {formatMoment(event.time)}
      </div>
      <div
        role="gridcell"
        className={styles.key}
        data-unknown={event.keyId === undefined}
        title={askerText(event)}
      >
        {askerText(event)}
      </div>
      <div role="gridcell" className={styles.asked} title={asked}>
        {asked}
      </div>
      <div role="gridcell" className={styles.served} title={served}>
        {served}
      </div>
      <div
        role="gridcell"
        className={styles.status}
        data-tone={statusTone(event)}
        title={t(`gateway.audit.outcome.${event.outcome}`)}
      >
        {event.status}
      </div>
      <div role="gridcell" className={styles.took}>
        {formatDuration(event.durationMs)}
      </div>
      <div role="gridcell" className={styles.cost}>
        {costText(event)}
      </div>
    </>
  );
}
