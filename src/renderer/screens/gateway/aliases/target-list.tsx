import { useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import type { TargetView } from "#shared/gateway/alias.ts";
import { t } from "#renderer/messages/t.ts";
import { announce } from "#renderer/stores/app-announcer.ts";
import styles from "./aliases.module.css";
import { moveItem } from "./move-item.ts";
import { TargetRow } from "./target-row.tsx";

/** Targets in the order of trying; dragged, or moved by Alt and the arrow keys. */
export function TargetList({
  targets,
  answersNow,
  onReorder,
  onRemove,
}: {
  readonly targets: readonly TargetView[];
  readonly answersNow: string | undefined;
  /** Absent: the order is fixed. */
  readonly onReorder?: (order: readonly string[]) => void;
  readonly onRemove?: (id: string) => void;
}) {
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const list = useRef<HTMLOListElement>(null);
  const ids = targets.map(({ id }) => id);

  function move(from: number, to: number): void {
    const order = moveItem(ids, from, to);
    const id = ids[from];
    if (order === ids || id === undefined) return;
    onReorder?.(order);
    announce(t("gateway.aliases.moved", { id, place: to + 1 }));
    // The handle that was pressed goes along with its row.
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>("[data-handle]")[to]?.focus(),
    );
  }

  function onKeyDown(event: KeyboardEvent, index: number): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(index, index + step);
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    if (dragged !== undefined && over !== undefined) move(dragged, over);
    setDragged(undefined);
    setOver(undefined);
  }

  return (
    <ol className={styles.targets} ref={list} onDrop={onDrop}>
      {targets.map((target, index) => (
        <li
          key={target.id}
          className={styles.target}
          data-dragged={index === dragged}
          data-over={
            dragged === undefined || over !== index || over === dragged
              ? undefined
              : over < dragged
                ? "before"
                : "after"
          }
          onDragOver={(event) => {
            if (dragged === undefined) return;
            event.preventDefault();
            setOver(index);
          }}
        >
          <TargetRow
            target={target}
            place={index + 1}
            answers={
              answersNow !== undefined && target.leadsTo.includes(answersNow)
            }
            {...(onReorder === undefined || targets.length < 2
              ? {}
              : {
                  handle: {
                    onKeyDown: (event: KeyboardEvent) =>
                      onKeyDown(event, index),
                    onDragStart: () => setDragged(index),
                    onDragEnd: () => {
                      setDragged(undefined);
                      setOver(undefined);
                    },
                  },
                })}
            {...(onRemove === undefined
              ? {}
              : { onRemove: () => onRemove(target.id) })}
          />
        </li>
      ))}
    </ol>
  );
}
