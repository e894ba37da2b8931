import { Paperclip, SendHorizontal, Square } from "lucide-react";
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import type { Part } from "#shared/chat/message.ts";
import { Button } from "#renderer/components/button.tsx";
import { AttachmentStrip } from "#renderer/components/composer/attachment-strip.tsx";
import { wantsToSend } from "#renderer/components/composer/composer-keys.ts";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { useAttaching } from "#renderer/stores/chat-attaching.ts";
import type { Draft } from "#renderer/stores/chat-draft.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import styles from "./composer-bar.module.css";

/** Field, attachments and the send button, below the columns. */
export function ComposerBar({
  draft,
  placeholder,
  note,
  warning,
  streaming,
  onSend,
  onStop,
  extra,
}: {
  readonly draft: Draft;
  readonly placeholder: string;
  readonly note: string;
  readonly warning: string | undefined;
  readonly streaming: boolean;
  readonly onSend: (parts: readonly Part[]) => Promise<void>;
  readonly onStop: () => void;
  readonly extra?: ReactNode;
}) {
  const attaching = useAttaching(draft);
  const refusal = attaching.refusal ?? warning;
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const sendWithEnter = useSettings((state) => state.values.sendWithEnter);
  const text = draft.text.trim();
  const hasContent = text !== "" || draft.attachments.length > 0;
  const sendable = hasContent && !streaming && !sending;
  useEffect(() => field.current?.focus(), []);

  async function send(): Promise<void> {
    if (!sendable) return;
    const parts: Part[] = draft.attachments.map(({ part }) => part);
    if (text !== "") parts.unshift({ type: "text", text });
    setSending(true);
    try {
      await onSend(parts);
      draft.takeOut(draft);
      attaching.dismiss();
    } catch (error) {
      toastError(error);
    } finally {
      setSending(false);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!wantsToSend(event.nativeEvent, sendWithEnter)) return;
    event.preventDefault();
    void send();
  }

  return (
    <div
      className={styles.composer}
      data-dragging={attaching.dragging}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        attaching.setDragging(true);
      }}
      onDragLeave={() => attaching.setDragging(false)}
      onDrop={(event) => {
        event.preventDefault();
        attaching.setDragging(false);
        void attaching.add([...event.dataTransfer.files]);
      }}
    >
      <AttachmentStrip
        attachments={draft.attachments}
        onRemove={(removed) => {
          draft.setAttachments((all) => all.filter(({ id }) => id !== removed));
          attaching.dismiss();
          field.current?.focus();
        }}
      />
      {refusal !== undefined && (
        <p className={styles.refusal} role="alert">
          {refusal}
        </p>
      )}
      <div className={styles.bar}>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            void attaching.add(files).then(() => field.current?.focus());
          }}
        />
        <IconButton
          label={t("chat.composer.attach")}
          icon={<Paperclip size={16} />}
          tooltipSide="top"
          onClick={() => picker.current?.click()}
        />
        <textarea
          ref={field}
          className={styles.field}
          data-composer
          rows={1}
          aria-label={t("chat.composer.label")}
          placeholder={
            attaching.dragging ? t("chat.composer.drop") : placeholder
          }
          value={draft.text}
          onChange={(event) => draft.setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const files = [...event.clipboardData.files];
            if (files.length === 0) return;
            event.preventDefault();
            void attaching.add(files, t("chat.attachment.pasted"));
          }}
        />
        {extra}
        <span className={styles.note}>{note}</span>
        {streaming ? (
          <Button
            variant="primary"
            icon={<Square size={14} aria-hidden />}
            onClick={onStop}
          >
            {t("compare.composer.stopAll")}
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={<SendHorizontal size={14} aria-hidden />}
            shortcut={sendWithEnter ? "enter" : "mod+enter"}
            disabled={!sendable && !sending}
            busy={sending}
            onClick={() => void send()}
          >
            {t("chat.composer.send")}
          </Button>
        )}
      </div>
    </div>
  );
}
