import { useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { formatBytes } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";

export interface Purge {
  readonly entries: number;
  readonly bytes: number;
  /** Absent: everything. */
  readonly target?: { readonly instance: string; readonly model: string };
  /** How a person calls it. */
  readonly model?: string;
}

/** What goes cannot come back, so it is told and counted before. */
export function PurgeDialog({
  purge: { entries, bytes, target, model },
  onClose,
  onPurged,
}: {
  readonly purge: Purge;
  readonly onClose: () => void;
  readonly onPurged: () => void;
}) {
  const [busy, setBusy] = useState(false);

  async function purge(): Promise<void> {
    setBusy(true);
    try {
      const { removed } = await client.cache.purge(target ?? {});
      showToast({ text: t("cache.purge.done", { count: removed }) });
      onPurged();
    } catch (error) {
      toastError(error);
    }
    onClose();
  }

  const size = formatBytes(bytes);
  return (
    <Dialog
      open
      title={t("cache.purge.title")}
      description={
        model === undefined
          ? t("cache.purge.allDetail", { count: entries, size })
          : t("cache.purge.modelDetail", { count: entries, size, model })
      }
      onOpenChange={(open) => open || onClose()}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="danger" busy={busy} onClick={() => void purge()}>
            {t("cache.purge.confirm", { count: entries })}
          </Button>
        </>
      }
    />
  );
}
