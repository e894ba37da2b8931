import { useId, useRef } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import { formatDuration } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { ErrorNotice } from "../error-notice.tsx";
import { Notice } from "../notice.tsx";
import { Spinner } from "../spinner.tsx";
import { AddProviderFields } from "./add-provider-fields.tsx";
import styles from "./add-provider.module.css";
import type { AddProviderBackend } from "./types.ts";
import { useAddProviderFlow } from "./use-add-provider.ts";

/** Paste a key or an address (or choose), add, and see at once whether it works. */
export function AddProviderDialog({
  backend,
  onCopyDiagnostics,
  onDone,
  onClose,
}: {
  readonly backend: AddProviderBackend;
  readonly onCopyDiagnostics: (error: ErrorJson) => void;
  /** The provider is there and the person is content with it. */
  readonly onDone: (instance: InstanceView) => void;
  readonly onClose: () => void;
}) {
  const flow = useAddProviderFlow(backend);
  const { draft, step } = flow;
  const first = useRef<HTMLInputElement>(null);
  const formId = useId();
  const name = draft.name || t("errors.words.instance");
  return (
    <Dialog
      open
      holdsInput
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("addProvider.title")}
      initialFocus={first}
      footer={
        <Footer flow={flow} formId={formId} onClose={onClose} onDone={onDone} />
      }
    >
      {step.type === "checked" ? (
        <Outcome flow={flow} onCopyDiagnostics={onCopyDiagnostics} />
      ) : (
        <form
          id={formId}
          className={styles.form}
          inert={step.type === "checking"}
          onSubmit={(event) => {
            event.preventDefault();
            void flow.submit();
          }}
        >
          <AddProviderFields flow={flow} firstField={first} />
          {step.type === "asking" && step.error !== undefined && (
            <ErrorNotice
              error={step.error}
              names={{ instance: name }}
              handlers={{}}
              onCopyDiagnostics={onCopyDiagnostics}
            />
          )}
        </form>
      )}
      {step.type === "checking" && (
        <p className={styles.checking} role="status">
          <Spinner />
          {t("addProvider.checking", { name })}
        </p>
      )}
    </Dialog>
  );
}

type Flow = ReturnType<typeof useAddProviderFlow>;

function Outcome({
  flow,
  onCopyDiagnostics,
}: {
  readonly flow: Flow;
  readonly onCopyDiagnostics: (error: ErrorJson) => void;
}) {
  if (flow.step.type !== "checked") return null;
  const { instance, result } = flow.step;
  if (result.ok)
    return (
      <Notice tone="good" role="status">
        {t("firstRun.result", {
          count: result.modelCount,
          name: instance.name,
          latency: formatDuration(result.latencyMs),
        })}
      </Notice>
    );
  return (
    <>
      <p>{t("addProvider.failed", { name: instance.name })}</p>
      <ErrorNotice
        error={result.error}
        names={{ instance: instance.name }}
        handlers={{}}
        onCopyDiagnostics={onCopyDiagnostics}
      />
    </>
  );
}

// Keys keep each button an element of its own: one that became a submit button during its click
// would submit the form.
function Footer({
  flow,
  formId,
  onClose,
  onDone,
}: {
  readonly flow: Flow;
  readonly formId: string;
  readonly onClose: () => void;
  readonly onDone: (instance: InstanceView) => void;
}) {
  const { step, draft } = flow;
  if (step.type !== "checked")
    return (
      <>
        <Button key="cancel" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button
          key="add"
          type="submit"
          form={formId}
          variant="primary"
          busy={step.type === "checking"}
          disabled={draft.missing !== undefined}
        >
          {t("addProvider.submit")}
        </Button>
      </>
    );
  const { instance, result } = step;
  if (!result.ok)
    return (
      <>
        <Button key="keep" variant="quiet" onClick={() => onDone(instance)}>
          {t("addProvider.keepAnyway")}
        </Button>
        <Button
          key="change"
          variant="primary"
          autoFocus
          onClick={() => void flow.change(instance)}
        >
          {t("addProvider.change")}
        </Button>
      </>
    );
  return (
    <Button
      key="done"
      variant="primary"
      autoFocus
      onClick={() => onDone(instance)}
    >
      {t("addProvider.done")}
    </Button>
  );
}
