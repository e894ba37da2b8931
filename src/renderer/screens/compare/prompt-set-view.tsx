import { ListX, Pencil, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { PromptSet } from "#shared/compare/prompt-set.ts";
import { Button } from "#renderer/components/button.tsx";
import { FilterChip } from "#renderer/components/chip.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { Notice } from "#renderer/components/notice.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { TitleField } from "#renderer/components/title-field.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { commonErrorHandlers } from "#renderer/stores/app-errors.ts";
import { useOpenSet, type OpenSet } from "#renderer/stores/prompt-sets-open.ts";
import { loadPromptSets } from "#renderer/stores/prompt-sets.ts";
import { openNewSet } from "./place.ts";
import styles from "./prompt-set.module.css";
import { RunButton, SetActions } from "./set-actions.tsx";
import { SetDialog } from "./set-dialog.tsx";
import { SetGrid } from "./set-grid.tsx";
import { SetProgress } from "./set-progress.tsx";

const filters = ["all", "failed", "not-passed", "problems"] as const;

/** A prompt set: how far its run is, and every answer. */
export function PromptSetView({ id }: { readonly id: string }) {
  const store = useOpenSet(id);
  const set = useStore(store, (state) => state.set);
  const loading = useStore(store, (state) => state.loading);
  if (set !== undefined) return <Loaded store={store} set={set} />;
  if (loading.status === "failed" && loading.error.code === "not-found")
    return (
      <EmptyState
        icon={<ListX size={20} />}
        title={t("compare.set.gone")}
        action={
          <Button variant="primary" onClick={openNewSet}>
            {t("compare.set.new")}
          </Button>
        }
      />
    );
  return (
    <div className={styles.page}>
      {loading.status === "failed" ? (
        <ErrorNotice error={loading.error} handlers={commonErrorHandlers} />
      ) : (
        <SkeletonRows label={t("common.loading")} rows={8} />
      )}
    </div>
  );
}

function Loaded({
  store,
  set,
}: {
  readonly store: OpenSet;
  readonly set: PromptSet;
}) {
  const filter = useStore(store, (state) => state.filter);
  const [editing, setEditing] = useState(false);
  const { id, progress } = set;
  return (
    <>
      <ScreenHeader title={<Title store={store} set={set} />}>
        {progress.failed > 0 && set.state !== "running" && (
          <Button
            icon={<RotateCcw size={16} aria-hidden />}
            onClick={() =>
              void store.run(() => client.promptSets.retryFailed({ id }))
            }
          >
            {t("compare.set.retryFailed", { count: progress.failed })}
          </Button>
        )}
        <SetActions set={set} onEdit={() => setEditing(true)} />
        <RunButton store={store} set={set} />
      </ScreenHeader>
      <SetProgress set={set} />
      {set.state === "paused" && set.pausedBy !== "person" && (
        <div className={styles.notice}>
          <Notice tone="warn" role="status">
            {t(
              set.pausedBy === "budget"
                ? "compare.set.pausedBy.budget"
                : "compare.set.pausedBy.interrupted",
            )}
          </Notice>
        </div>
      )}
      <div
        className={styles.filters}
        role="group"
        aria-label={t("compare.set.filter")}
      >
        {filters.map((each) => (
          <FilterChip
            key={each}
            pressed={each === filter}
            onChange={() =>
              store.getState().filter === each || store.setFilter(each)
            }
          >
            {t(`compare.set.filter.${each}`)}
          </FilterChip>
        ))}
      </div>
      <SetGrid store={store} set={set} />
      {editing && (
        <SetDialog store={store} set={set} onClose={() => setEditing(false)} />
      )}
    </>
  );
}

function Title({
  store,
  set,
}: {
  readonly store: OpenSet;
  readonly set: PromptSet;
}) {
  const [renaming, setRenaming] = useState(false);
  const { id, title } = set;
  if (renaming)
    return (
      <TitleField
        className={styles.titleField}
        title={title}
        onSave={(next) =>
          void store
            .run(() => client.promptSets.update({ id, title: next }))
            .then(loadPromptSets)
        }
        onClose={() => setRenaming(false)}
      />
    );
  return (
    <button
      type="button"
      className={styles.title}
      title={t("compare.set.rename")}
      onClick={() => setRenaming(true)}
    >
      {title}
      <Pencil size={14} aria-hidden className={styles.pencil} />
    </button>
  );
}
