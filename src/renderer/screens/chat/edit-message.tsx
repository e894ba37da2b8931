import { useState, type KeyboardEvent } from "react";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import { editKey, useDraft } from "#renderer/stores/chat-draft.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { wantsToSend } from "#renderer/components/composer/composer-keys.ts";
import styles from "./message.module.css";

/**
 * A sent message under the pen. Sending makes a new branch; Escape leaves all as it was. What is
 * written stays when the message is scrolled out of sight or the chat is left.
 */
export function EditMessage({
  messageId,
  text,
  canBeEmpty,
  autoFocus,
  onCancel,
  onSend,
}: {
  readonly messageId: string;
  readonly text: string;
  /** True where attachments alone make a message. */
  readonly canBeEmpty: boolean;
  /** False for one that comes back into sight while a person may be typing elsewhere. */
  readonly autoFocus: boolean;
  readonly onCancel: () => void;
  /** Resolves with whether it was sent. */
  readonly onSend: (text: string) => Promise<boolean>;
}) {
  const draft = useDraft(editKey(messageId), text);
  const [busy, setBusy] = useState(false);
  const sendWithEnter = useSettings((state) => state.values.sendWithEnter);
  const edited = draft.text.trim();
  const sendable = (edited !== "" || canBeEmpty) && !busy;

  async function send(): Promise<void> {
    if (!sendable) return;
    setBusy(true);
    if (await onSend(edited)) draft.takeOut(draft);
    setBusy(false);
  }

  function cancel(): void {
    draft.takeOut(draft);
    onCancel();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) cancel();
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
        value={draft.text}
        autoFocus={autoFocus}
        ref={caretAtEnd}
        onChange={(event) => draft.setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.editBar}>
        <span className={styles.hint}>{t("chat.edit.hint")}</span>
        <Button size="small" onClick={cancel}>
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

/** Once, when the field comes; later the caret stays where it is put. */
function caretAtEnd(field: HTMLTextAreaElement | null): void {
  field?.setSelectionRange(field.value.length, field.value.length);
}
