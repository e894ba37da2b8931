import type { InstanceView } from "#shared/models/instance.ts";
import { AskDialog } from "#renderer/components/ask-dialog.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { replaceKey } from "./providers-actions.ts";

/** A new key goes in; none ever comes out. */
export function KeyDialog({
  instance,
  onClose,
  onReplaced,
}: {
  readonly instance: InstanceView;
  readonly onClose: () => void;
  readonly onReplaced: () => void;
}) {
  const { name, key } = instance;
  return (
    <AskDialog
      title={t(
        key.source === "none" ? "provider.addKey" : "provider.replaceKey",
      )}
      field={{
        type: "password",
        label: t("provider.newKey", { name }),
        help: t("provider.newKeyHelp"),
      }}
      submit={t("common.save")}
      describe={(error) => describeError(error, { instance: name }).sentence}
      onSubmit={async (text) => {
        await replaceKey(instance, text);
        onReplaced();
      }}
      onClose={onClose}
    />
  );
}
