import { ArrowRight, Lock, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import type { AliasView } from "#shared/gateway/alias.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  removeAlias,
  reorderTargets,
} from "#renderer/stores/gateway-aliases.ts";
import styles from "./aliases.module.css";
import { TargetList } from "./target-list.tsx";

/** One alias: its targets in the order of trying, and who would answer now. */
export function AliasCard({
  alias,
  onChange,
}: {
  readonly alias: AliasView;
  readonly onChange: () => void;
}) {
  const { id, targets, source, shadowed, hides, answersNow } = alias;
  const fixed = source === "config";
  return (
    <li className={styles.card} data-off={shadowed}>
      <header className={styles.header}>
        <h2 className={styles.name} title={id}>
          {id}
        </h2>
        <CopyButton iconOnly text={id} label={t("gateway.aliases.copy")} />
        {fixed && (
          <Chip icon={<Lock size={14} aria-hidden />}>
            {t("gateway.aliases.fixed")}
          </Chip>
        )}
        {shadowed && <Chip tone="warn">{t("gateway.aliases.shadowed")}</Chip>}
        <Answer answersNow={answersNow} />
        {!fixed && (
          <Menu
            align="end"
            entries={[
              {
                label: t("gateway.aliases.edit"),
                icon: <Pencil size={16} />,
                onSelect: onChange,
              },
              {
                label: t("gateway.aliases.remove"),
                icon: <Trash2 size={16} />,
                danger: true,
                onSelect: () => void removeAlias(alias),
              },
            ]}
            trigger={
              <IconButton
                label={t("gateway.aliases.more", { id })}
                icon={<MoreHorizontal size={16} />}
              />
            }
          />
        )}
      </header>
      <TargetList
        targets={targets}
        answersNow={answersNow}
        {...(fixed
          ? {}
          : {
              onReorder: (order: readonly string[]) =>
                void reorderTargets(alias, order),
            })}
      />
      {hides.length > 0 && (
        <p className={styles.hides}>
          {t("gateway.aliases.hides", { id, names: hides.join(", ") })}
        </p>
      )}
    </li>
  );
}

function Answer({ answersNow }: Pick<AliasView, "answersNow">) {
  return (
    <p className={styles.answer} data-none={answersNow === undefined}>
      {answersNow === undefined ? (
        t("gateway.aliases.nobody")
      ) : (
        <>
          <ArrowRight size={14} aria-hidden />
          <span className={styles.answerText} title={answersNow}>
            {t("gateway.aliases.answersNow", { target: answersNow })}
          </span>
        </>
      )}
    </p>
  );
}
