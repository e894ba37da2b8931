import type { ErrorJson } from "#shared/errors/app-error.ts";
import { describeError } from "#renderer/format/error.ts";
import type { ErrorAction } from "#renderer/messages/en/errors.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { copyText } from "./app-clipboard.ts";
import { toErrorJson } from "./app-loading.ts";
import { navigate } from "./app-navigation.ts";
import { showToast } from "./app-toasts.ts";

/** What can be done about an error from anywhere; a screen adds its own (`retry`, `choose-model` …). */
export const commonErrorHandlers = {
  "fix-key": () => navigate("providers"),
  "open-providers": () => navigate("providers"),
  "open-settings": () => navigate("settings"),
  "open-file": () => navigate("models"),
  "choose-local": () => navigate("models"),
  "choose-model": () => navigate("models"),
  reload: () => location.reload(),
} as const satisfies Partial<Record<ErrorAction, () => void>>;

/** The error and the state of the program, without secrets, to the clipboard. */
export async function copyDiagnostics(error?: ErrorJson): Promise<void> {
  try {
    const diagnostics = await client.app.diagnostics();
    const parts = error === undefined ? [] : [JSON.stringify(error, null, 2)];
    await copyText([...parts, diagnostics].join("\n\n"));
    showToast({ text: t("errors.diagnosticsCopied"), tone: "good" });
  } catch {
    showToast({ text: t("errors.diagnosticsFailed"), tone: "bad" });
  }
}

/** For an action that failed where no place is left for a notice. */
export function toastError(error: unknown): void {
  const json = toErrorJson(error);
  showToast({
    text: describeError(json).sentence,
    tone: "bad",
    action: {
      label: t("errors.copyDiagnostics"),
      onSelect: () => void copyDiagnostics(json),
    },
  });
}
