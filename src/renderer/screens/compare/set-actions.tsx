import {
  Copy,
  Ellipsis,
  FileDown,
  Pause,
  Play,
  SlidersHorizontal,
  Trash2,
} from "lucide-react";
import type { PromptSet } from "#shared/compare/prompt-set.ts";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { OpenSet } from "#renderer/stores/prompt-sets-open.ts";
import {
  loadPromptSets,
  removePromptSet,
} from "#renderer/stores/prompt-sets.ts";
import { exportSet } from "./export-set.ts";
import { openNewSet, openPromptSet } from "./place.ts";

/** Starts, pauses and goes on with the run. */
export function RunButton({
  store,
  set: { id, state, progress },
}: {
  readonly store: OpenSet;
  readonly set: PromptSet;
}) {
  if (state === "running")
    return (
      <Button
        variant="primary"
        icon={<Pause size={16} aria-hidden />}
        onClick={() => void store.run(() => client.promptSets.pause({ id }))}
      >
        {t("compare.set.pause")}
      </Button>
    );
  const open = progress.total - progress.done - progress.failed;
  // Nothing is left to go on with; what failed has a button of its own.
  if (open === 0 && progress.total > 0) return null;
  return (
    <Button
      variant="primary"
      icon={<Play size={16} aria-hidden />}
      disabled={open === 0}
      onClick={() => void store.run(() => client.promptSets.run({ id }))}
    >
      {t(
        progress.done + progress.failed > 0
          ? "compare.set.resume"
          : "compare.set.run",
      )}
    </Button>
  );
}

/** What else can be done with a set. */
export function SetActions({
  set,
  onEdit,
}: {
  readonly set: PromptSet;
  readonly onEdit: () => void;
}) {
  const { id } = set;
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          label={t("chat.list.actions", { title: set.title })}
          icon={<Ellipsis size={16} />}
        />
      }
      entries={[
        {
          label: t("compare.set.edit"),
          icon: <SlidersHorizontal size={16} />,
          disabled: set.state === "running",
          onSelect: onEdit,
        },
        {
          label: t("compare.list.duplicate"),
          icon: <Copy size={16} />,
          onSelect: () =>
            void client.promptSets
              .duplicate({ id })
              .then((copy) => {
                openPromptSet(copy.id);
                return loadPromptSets();
              })
              .catch(toastError),
        },
        "separator",
        ...(["csv", "jsonl", "markdown"] as const).map((format) => ({
          label: t(`compare.export.${format}`),
          icon: <FileDown size={16} />,
          onSelect: () => void exportSet(set, format),
        })),
        "separator",
        {
          label: t("chat.list.delete"),
          icon: <Trash2 size={16} />,
          danger: true,
          onSelect: () =>
            void removePromptSet(set).then((gone) => gone && openNewSet()),
        },
      ]}
    />
  );
}
