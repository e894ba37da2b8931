import { useState } from "react";
import type { InstanceView } from "#shared/models/instance.ts";
import { AskDialog } from "#renderer/components/ask-dialog.tsx";
import { Select } from "#renderer/components/select.tsx";
import { describePullError } from "#renderer/format/pull.ts";
import { t } from "#renderer/messages/t.ts";
import { startPull } from "#renderer/stores/pulls.ts";
import styles from "./pulls.module.css";

/** Asks for the name of a model that an Ollama shall fetch. */
export function PullDialog({
  instances,
  onClose,
}: {
  /** Those that can; at least one. */
  readonly instances: readonly InstanceView[];
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState<string>(instances[0]?.id ?? "");
  const instance = instances.find(({ id }) => id === chosen)?.name ?? chosen;
  return (
    <AskDialog
      title={t("pulls.title")}
      field={{
        label: t("pulls.name"),
        help: t("pulls.nameHelp"),
        placeholder: t("pulls.namePlaceholder"),
        maxLength: 300,
      }}
      submit={t("pulls.start")}
      describe={(error, model) => describePullError(error, { instance, model })}
      onSubmit={async (model) => {
        await startPull(chosen, model);
        onClose();
      }}
      onClose={onClose}
    >
      {instances.length > 1 && (
        <div className={styles.where}>
          {t("pulls.instance")}
          <Select
            label={t("pulls.instance")}
            value={chosen}
            options={instances.map(({ id, name: label }) => ({
              value: id,
              label,
            }))}
            onChange={setChosen}
          />
        </div>
      )}
    </AskDialog>
  );
}
