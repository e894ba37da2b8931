import { useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { KeyView } from "#shared/gateway/key.ts";
import { FormDialog } from "#renderer/components/form-dialog.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import {
  createGatewayKey,
  updateGatewayKey,
} from "#renderer/stores/gateway-keys.ts";
import {
  emptyKeyDraft,
  keyDraftOf,
  readKeyDraft,
  type KeyDraft,
  type KeyProblem,
} from "./key-draft.ts";
import { KeyFields } from "./key-fields.tsx";
import { TokenDialog } from "./token-dialog.tsx";

/** Makes a key and shows its token this once, or changes one that is there. */
export function KeyForm({
  changes,
  onClose,
}: {
  readonly changes?: KeyView;
  readonly onClose: () => void;
}) {
  const [draft, setDraft] = useState<KeyDraft>(() =>
    changes === undefined ? emptyKeyDraft : keyDraftOf(changes),
  );
  const [problems, setProblems] = useState<ReadonlySet<KeyProblem>>(new Set());
  const [error, setError] = useState<ErrorJson>();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<{ readonly token: string }>();

  async function save(): Promise<void> {
    const read = readKeyDraft(draft, Date.now());
    setProblems("problems" in read ? read.problems : new Set());
    if ("problems" in read) return;
    setBusy(true);
    try {
      if (changes === undefined) setMade(await createGatewayKey(read.wish));
      else {
        await updateGatewayKey(changes.id, read.wish);
        onClose();
      }
    } catch (thrown) {
      setError(toErrorJson(thrown));
      setBusy(false);
    }
  }

  if (made !== undefined)
    return (
      <TokenDialog
        name={draft.name.trim()}
        token={made.token}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      wide
      title={
        changes === undefined
          ? t("gateway.keys.new")
          : t("gateway.keys.change", { name: changes.name })
      }
      submit={t(changes === undefined ? "gateway.keys.make" : "common.save")}
      busy={busy}
      failure={error && describeError(error).sentence}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <KeyFields
        draft={draft}
        problems={problems}
        onChange={(part) => {
          setDraft((before) => ({ ...before, ...part }));
          setProblems(new Set());
          setError(undefined);
        }}
      />
    </FormDialog>
  );
}
