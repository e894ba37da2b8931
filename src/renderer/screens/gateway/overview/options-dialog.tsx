import { useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type {
  GatewayOptions,
  GatewayState,
} from "#shared/gateway/gateway-state.ts";
import { FormDialog } from "#renderer/components/form-dialog.tsx";
import { Notice } from "#renderer/components/notice.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { configureGateway } from "#renderer/stores/gateway.ts";
import {
  draftOf,
  readOptions,
  type OptionsDraft,
  type OptionsProblem,
} from "./options-draft.ts";
import styles from "./options-dialog.module.css";
import { OptionSwitch } from "./option-switch.tsx";

/** Where the gateway listens and whom it lets in. */
export function OptionsDialog({
  state,
  onClose,
}: {
  readonly state: GatewayState;
  readonly onClose: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(state.options));
  const [problem, setProblem] = useState<OptionsProblem>();
  const [error, setError] = useState<ErrorJson>();
  const [busy, setBusy] = useState(false);
  const isLocked = (option: keyof GatewayOptions) =>
    state.locked.includes(option);
  const portTaken = error?.code === "port-in-use";

  function change(part: Partial<OptionsDraft>): void {
    setDraft({ ...draft, ...part });
    setProblem(undefined);
    setError(undefined);
  }

  async function save(): Promise<void> {
    const read = readOptions(draft, state.options, state.locked);
    if ("problem" in read) {
      setProblem(read.problem);
      return;
    }
    setBusy(true);
    try {
      await configureGateway(read.changes);
      onClose();
    } catch (thrown) {
      setError(toErrorJson(thrown));
      setBusy(false);
    }
  }

  return (
    <FormDialog
      wide
      title={t("gateway.options")}
      submit={t("common.save")}
      busy={busy}
      failure={error && !portTaken ? sentenceOf(error) : undefined}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      {state.locked.length > 0 && (
        <Notice tone="info">{t("gateway.options.locked")}</Notice>
      )}
      <TextField
        className={styles.port}
        label={t("gateway.options.port")}
        help={t("gateway.options.portHelp")}
        inputMode="numeric"
        disabled={isLocked("port")}
        value={draft.port}
        error={
          problem === "port"
            ? t("gateway.options.portWrong")
            : portTaken
              ? t("gateway.options.portTaken", { port: draft.port })
              : undefined
        }
        onChange={(port) => change({ port })}
      />
      <OptionSwitch
        label={t("gateway.options.requireKey")}
        help={t("gateway.options.requireKeyHelp")}
        checked={draft.requireKey}
        disabled={isLocked("requireKey")}
        onChange={(requireKey) => change({ requireKey })}
      />
      <fieldset className={styles.group}>
        <legend className={styles.legend}>
          {t("gateway.options.network")}
        </legend>
        <p className={styles.explained}>{t("gateway.options.networkHelp")}</p>
        <OptionSwitch
          label={t("gateway.options.allowLan")}
          help={t("gateway.options.allowLanHelp")}
          checked={draft.allowLan}
          disabled={isLocked("allowLan")}
          onChange={(allowLan) => change({ allowLan })}
        />
        <OptionSwitch
          label={t("gateway.options.everywhere")}
          help={t("gateway.options.everywhereHelp", {
            host: draft.host,
          })}
          checked={draft.allowLan && !isLoopback(draft.host)}
          disabled={!draft.allowLan || isLocked("host")}
          onChange={(everywhere) =>
            change({ host: everywhere ? "0.0.0.0" : "127.0.0.1" })
          }
        />
      </fieldset>
      <TextArea
        label={t("gateway.options.origins")}
        help={t("gateway.options.originsHelp")}
        placeholder="http://localhost:5173"
        rows={2}
        monospace
        disabled={isLocked("allowedOrigins")}
        value={draft.origins}
        error={
          problem === "origins" ? t("gateway.options.originsWrong") : undefined
        }
        onChange={(origins) => change({ origins })}
      />
      <TextArea
        label={t("gateway.options.hosts")}
        help={t("gateway.options.hostsHelp")}
        placeholder="models.home.arpa:3737"
        rows={2}
        monospace
        disabled={isLocked("allowedHosts")}
        value={draft.hosts}
        onChange={(hosts) => change({ hosts })}
      />
    </FormDialog>
  );
}

function sentenceOf(error: ErrorJson): string {
  return error.code === "invalid-request"
    ? t("gateway.options.refused")
    : describeError(error).sentence;
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}
