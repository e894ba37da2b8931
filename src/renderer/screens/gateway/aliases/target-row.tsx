import { CircleCheck, GripVertical, TriangleAlert, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { TargetView } from "#shared/gateway/alias.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { t } from "#renderer/messages/t.ts";
import styles from "./aliases.module.css";

export interface TargetHandle {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onDragStart: () => void;
  readonly onDragEnd: () => void;
}

/** One target: what it is called, what it leads to, and why it would be passed over. */
export function TargetRow({
  target,
  place,
  answers,
  handle,
  onRemove,
}: {
  readonly target: TargetView;
  /** From 1. */
  readonly place: number;
  /** Would answer now. */
  readonly answers: boolean;
  readonly handle?: TargetHandle;
  readonly onRemove?: () => void;
}) {
  const { id, leadsTo, problem, candidates } = target;
  const [first] = leadsTo;
  return (
    <>
      {handle === undefined ? (
        <span className={styles.place}>{place}</span>
      ) : (
        <button
          type="button"
          className={styles.handle}
          data-handle
          draggable
          aria-label={t("gateway.aliases.move", { id, place })}
          title={t("gateway.aliases.moveHint")}
          {...handle}
        >
          <GripVertical size={16} aria-hidden />
          <span className={styles.place}>{place}</span>
        </button>
      )}
      <ModelMark modelRef={first ?? id} />
      <span className={styles.id} title={id}>
        {id}
      </span>
      {first !== undefined && (leadsTo.length > 1 || first !== id) && (
        <span className={styles.leads} title={leadsTo.join("\n")}>
          {t("gateway.aliases.leadsTo", { targets: leadsTo.join(", ") })}
        </span>
      )}
      <span className={styles.state}>
        {problem !== undefined ? (
          <span title={candidates?.join("\n")}>
            <Chip tone="warn" icon={<TriangleAlert size={14} aria-hidden />}>
              {t(`gateway.aliases.problem.${problem}`)}
            </Chip>
          </span>
        ) : (
          answers && (
            <Chip tone="good" icon={<CircleCheck size={14} aria-hidden />}>
              {t("gateway.aliases.answers")}
            </Chip>
          )
        )}
        {onRemove !== undefined && (
          <IconButton
            size="small"
            label={t("gateway.aliases.removeTarget", { id })}
            icon={<X size={14} />}
            onClick={onRemove}
          />
        )}
      </span>
    </>
  );
}
