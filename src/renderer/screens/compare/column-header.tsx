import {
  ArrowLeft,
  ArrowRight,
  Ellipsis,
  FlaskConical,
  Laptop,
  LoaderCircle,
  MessageSquare,
  RefreshCw,
  SlidersHorizontal,
  Trash2,
} from "lucide-react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { ServedBy } from "#shared/chat/stream-event.ts";
import { fewestColumns } from "#shared/compare/comparison.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Menu, type MenuEntry } from "#renderer/components/menu.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import { useChat } from "#renderer/stores/chat.ts";
import { instanceName, useInstances } from "#renderer/stores/instances.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import { useModels } from "#renderer/stores/models.ts";
import { askEntries } from "./ask-entries.tsx";
import type { ColumnProps } from "./column-props.ts";
import { continueFrom } from "./continue-from.ts";
import styles from "./compare-column.module.css";
import { LiveFigures, LivePhase, SettledFigures } from "./column-figures.tsx";
import { ModelTitle } from "./model-title.tsx";

/** Who answers and where the text goes, how it goes, and what can be done with the column. */
export function ColumnHeader(
  props: ColumnProps & {
    readonly reply: BranchMessage | undefined;
    readonly name: string;
  },
) {
  const { watched, reply, name, hidden } = props;
  const { column, store: chat } = watched;
  const live = useChat(chat, (state) =>
    reply === undefined ? undefined : state.live[reply.id]?.reply.servedBy,
  );
  const servedBy = live ?? reply?.servedBy;
  const streaming = reply?.status === "streaming";
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <h2 className={styles.name} title={hidden ? undefined : column.model}>
          <ModelTitle name={name} />
        </h2>
        {!hidden && <Where model={column.model} servedBy={servedBy} />}
        <Menu
          align="end"
          trigger={
            <IconButton
              size="small"
              className={styles.more}
              label={t("compare.column.actions", { model: name })}
              icon={<Ellipsis size={16} />}
            />
          }
          entries={entriesOf(props)}
        />
      </div>
      <div className={styles.figures}>
        {!hidden &&
          reply?.model !== undefined &&
          reply.model !== column.model && (
            <Chip>
              {t("compare.writtenBy", { name: nameOfModel(reply.model) })}
            </Chip>
          )}
        {reply === undefined ? null : streaming ? (
          <>
            <Chip
              tone="accent"
              icon={
                <LoaderCircle
                  size={14}
                  className={styles.turning}
                  aria-hidden
                />
              }
            >
              <LivePhase chat={chat} replyId={reply.id} />
            </Chip>
            {!hidden && (
              <LiveFigures
                chat={chat}
                replyId={reply.id}
                model={column.model}
              />
            )}
          </>
        ) : (
          <SettledFigures reply={reply} hidden={hidden} />
        )}
      </div>
    </header>
  );
}

/** Where the text goes: known for sure once someone answers, before that from the model's row. */
function Where({
  model,
  servedBy,
}: {
  readonly model: string;
  readonly servedBy: ServedBy | undefined;
}) {
  // Names may arrive after the reply.
  useInstances((state) => state.instances);
  const descriptor = useModels(({ byRef }) => byRef.get(model));
  const local = servedBy?.local ?? descriptor?.local ?? false;
  const simulated = servedBy?.simulated ?? descriptor?.simulated ?? false;
  if (simulated)
    return (
      <Chip tone="warn" icon={<FlaskConical size={14} aria-hidden />}>
        {t("common.simulated")}
      </Chip>
    );
  if (local)
    return (
      <Chip tone="good" icon={<Laptop size={14} aria-hidden />}>
        {t("compare.where.local")}
      </Chip>
    );
  const id = servedBy?.instance ?? descriptor?.instance;
  if (id === undefined) return null;
  const instance = instanceName(id);
  const text =
    servedBy?.provider === undefined || servedBy.provider === instance
      ? instance
      : t("compare.where.via", { instance, provider: servedBy.provider });
  return (
    <span className={styles.where} title={text}>
      {servedBy?.substituteFor === undefined
        ? text
        : t("chat.where.substitute", {
            target: servedBy.substituteFor.target,
          })}
    </span>
  );
}

function entriesOf({
  store,
  comparison,
  watched,
  turn,
  hidden,
  onDialog,
}: ColumnProps): readonly MenuEntry[] {
  const { column, store: chat } = watched;
  const { id, columns } = comparison;
  const reply = watched.turns[turn]?.reply;
  const isLast = turn === watched.turns.length - 1;
  const place = columns.findIndex((each) => each.id === column.id);
  const move = (step: 1 | -1): void => {
    const ids = columns.map((each) => each.id);
    ids.splice(place, 1);
    ids.splice(place + step, 0, column.id);
    void store.run(() =>
      client.comparisons.orderColumns({ id, columnIds: ids }),
    );
  };
  const moves: readonly MenuEntry[] = comparison.blind
    ? []
    : [
        {
          label: t("compare.action.left"),
          icon: <ArrowLeft size={16} />,
          disabled: place === 0,
          onSelect: () => move(-1),
        },
        {
          label: t("compare.action.right"),
          icon: <ArrowRight size={16} />,
          disabled: place === columns.length - 1,
          onSelect: () => move(1),
        },
      ];
  return [
    ...askEntries(chat, reply, { isLast, hidden }),
    {
      label: t("compare.action.replace"),
      icon: <RefreshCw size={16} />,
      disabled: hidden,
      onSelect: () => onDialog({ type: "replace", columnId: column.id }),
    },
    {
      label: t("compare.action.settings"),
      icon: <SlidersHorizontal size={16} />,
      disabled: hidden,
      onSelect: () => onDialog({ type: "settings", columnId: column.id }),
    },
    {
      label: t("compare.action.continue"),
      icon: <MessageSquare size={16} />,
      disabled: reply === undefined,
      onSelect: () => void continueFrom(id, column.id),
    },
    "separator",
    ...moves,
    {
      label: t("compare.action.remove"),
      icon: <Trash2 size={16} />,
      danger: true,
      disabled: columns.length <= fewestColumns,
      onSelect: () => void removeColumn(),
    },
  ];

  async function removeColumn(): Promise<void> {
    const removed = await store.run(() =>
      client.comparisons.removeColumn({ id, columnId: column.id }),
    );
    if (!removed) return;
    showToast({
      text: t("compare.column.removed"),
      action: {
        label: t("common.undo"),
        onSelect: () =>
          void store.run(() =>
            client.comparisons.restoreColumn({ id, columnId: column.id }),
          ),
      },
    });
  }
}
