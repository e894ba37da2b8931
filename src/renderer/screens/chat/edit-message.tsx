import { useState, type KeyboardEvent } from "react";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { wantsToSend } from "#renderer/components/composer/composer-keys.ts";
import styles from "./message.module.css";

/** A sent message under the pen. Sending makes a new branch; Escape leaves all as it was. */
export function EditMessage({
  text,
  canBeEmpty,
  onCancel,
  onSend,
}: {
  readonly text: string;
  /** True where attachments alone make a message. */
  readonly canBeEmpty: boolean;
  readonly onCancel: () => void;
  readonly onSend: (text: string) => Promise<void>;
}) {
  const [draft, setDraft] = useState(text);
  const [busy, setBusy] = useState(false);
  const sendWithEnter = useSettings((state) => state.values.sendWithEnter);
  const edited = draft.trim();
  const sendable = (edited !== "" || canBeEmpty) && !busy;

  async function send(): Promise<void> {
    if (!sendable) return;
    setBusy(true);
    await onSend(edited);
    setBusy(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) onCancel();
    else if (wantsToSend(event.nativeEvent, sendWithEnter)) void send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles.edit}>
      <textarea
        className={styles.editField}
        aria-label={t("chat.edit.label")}
        value={draft}
        autoFocus
        onFocus={({ currentTarget }) =>
          currentTarget.setSelectionRange(draft.length, draft.length)
        }
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.editBar}>
        <span className={styles.hint}>{t("chat.edit.hint")}</span>
        <Button size="small" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
        <Button
          size="small"
          variant="primary"
          disabled={!sendable}
          busy={busy}
          onClick={() => void send()}
        >
          {t("chat.edit.send")}
        </Button>
      </div>
    </div>
  );
}
