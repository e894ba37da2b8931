import {
  Paperclip,
  SendHorizontal,
  SlidersHorizontal,
  Square,
} from "lucide-react";
import {
  useEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
} from "react";
import type { Part } from "#shared/chat/message.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { modelName } from "#renderer/format/model.ts";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { AttachmentStrip } from "#renderer/components/composer/attachment-strip.tsx";
import { wantsToSend } from "#renderer/components/composer/composer-keys.ts";
import styles from "./composer.module.css";
import { useAttaching } from "#renderer/stores/chat-attaching.ts";
import { useDraft } from "#renderer/stores/chat-draft.ts";

export interface ComposerProps {
  /** Whose draft this is. */
  readonly draftKey: string;
  readonly model: ModelDescriptor | undefined;
  /** Why nothing can be sent now, as a sentence. */
  readonly blocked?: string | undefined;
  readonly streaming: boolean;
  readonly first: boolean;
  readonly inspectorOpen: boolean;
  /** What the next message will cost, in words. */
  readonly estimate: string | undefined;
  /** For the estimate, on each change. */
  readonly onLength: (characters: number) => void;
  readonly onToggleInspector: () => void;
  readonly onSend: (parts: readonly Part[]) => Promise<void>;
  readonly onStop: () => void;
}

/** Where messages are written. Enter sends, unless an input method is composing. */
export function Composer(props: ComposerProps) {
  const { model, blocked, streaming, estimate, onLength, onSend } = props;
  const draft = useDraft(props.draftKey);
  const attaching = useAttaching(draft);
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const sendWithEnter = useSettings((state) => state.values.sendWithEnter);

  const text = draft.text.trim();
  const refused = blockedImages(draft.attachments, model) ?? attaching.refusal;
  const hasContent = text !== "" || draft.attachments.length > 0;
  const sendable =
    hasContent &&
    !streaming &&
    !sending &&
    blocked === undefined &&
    blockedImages(draft.attachments, model) === undefined;

  const characters = lengthOf(draft.text, draft.attachments);
  useEffect(() => onLength(characters), [characters, onLength]);
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

  function onPaste(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void attaching.add(files, t("chat.attachment.pasted"));
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    attaching.setDragging(false);
    void attaching.add([...event.dataTransfer.files]);
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
      onDrop={onDrop}
    >
      <AttachmentStrip
        attachments={draft.attachments}
        onRemove={(id) => {
          draft.setAttachments((all) => all.filter((each) => each.id !== id));
          attaching.dismiss();
          field.current?.focus();
        }}
      />
      {refused !== undefined && (
        <p className={styles.refusal} role="alert">
          {refused}
        </p>
      )}
      <textarea
        ref={field}
        className={styles.field}
        data-composer
        rows={1}
        aria-label={t("chat.composer.label")}
        placeholder={
          attaching.dragging
            ? t("chat.composer.drop")
            : t(props.first ? "chat.composer.first" : "chat.composer.followUp")
        }
        value={draft.text}
        onChange={(event) => draft.setText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
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
        <IconButton
          label={t("chat.composer.parameters")}
          icon={<SlidersHorizontal size={16} />}
          tooltipSide="top"
          pressed={props.inspectorOpen}
          onClick={props.onToggleInspector}
        />
        <span
          className={styles.note}
          role={blocked === undefined ? undefined : "status"}
        >
          {blocked ?? estimate}
        </span>
        {streaming ? (
          <Button
            variant="primary"
            icon={<Square size={14} aria-hidden />}
            shortcut="escape"
            onClick={props.onStop}
          >
            {t("chat.composer.stop")}
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

/** The sentence for images that the chosen model cannot see. */
function blockedImages(
  attachments: ReturnType<typeof useDraft>["attachments"],
  model: ModelDescriptor | undefined,
): string | undefined {
  const hasImages = attachments.some(({ part }) => part.type === "image");
  if (!hasImages || model === undefined) return undefined;
  return model.inputModalities.includes("image")
    ? undefined
    : t("chat.attachment.noVision", { model: modelName(model) });
}

function lengthOf(
  text: string,
  attachments: ReturnType<typeof useDraft>["attachments"],
): number {
  return attachments.reduce(
    (sum, { part }) => sum + (part.type === "file" ? part.text.length : 0),
    text.length,
  );
}
