import { Merge, Paperclip, SendHorizontal, Square } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Part } from "#shared/chat/message.ts";
import type { Comparison } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { AttachmentStrip } from "#renderer/components/composer/attachment-strip.tsx";
import { wantsToSend } from "#renderer/components/composer/composer-keys.ts";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { useAttaching } from "#renderer/stores/chat-attaching.ts";
import { useDraft, type Draft } from "#renderer/stores/chat-draft.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { useImageWarning } from "./image-warning.ts";
import styles from "./compare-composer.module.css";

/** The one field that asks all columns. */
export function CompareComposer({
  comparison,
  store,
  first,
  mergeable,
  onSent,
  onMerge,
}: {
  readonly comparison: Comparison;
  readonly store: OpenComparison;
  readonly first: boolean;
  readonly mergeable: boolean;
  readonly onSent: () => void;
  readonly onMerge: () => void;
}) {
  const { id, columns, streaming } = comparison;
  const draft = useDraft(`compare ${id}`);
  const cost = useEstimate(comparison, lengthOf(draft));
  const models = columns.map(({ model }) => model);
  const warning = useImageWarning(draft, models, comparison.blind);
  return (
    <ComposerBar
      draft={draft}
      placeholder={t(
        first ? "compare.composer.first" : "compare.composer.next",
        {
          count: columns.length,
        },
      )}
      note={costText(columns.length, cost)}
      warning={warning}
      streaming={streaming}
      onStop={() => void client.comparisons.stop({ id }).catch(toastError)}
      onSend={async (parts) => {
        const { comparison: sent } = await client.comparisons.send({
          id,
          parts: [...parts],
        });
        store.show(() => ({ comparison: sent }));
        onSent();
      }}
      extra={
        mergeable && (
          <Button
            variant="quiet"
            icon={<Merge size={16} aria-hidden />}
            disabled={streaming}
            onClick={onMerge}
          >
            {t("compare.merge.action")}
          </Button>
        )
      }
    />
  );
}

export function costText(count: number, cost: number | undefined): string {
  if (cost === undefined) return t("compare.composer.columns", { count });
  return cost === 0
    ? t("compare.composer.free", { count })
    : t("compare.composer.estimate", { count, cost: formatUsd(cost) });
}

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
  readonly extra?: React.ReactNode;
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

export function lengthOf({ text, attachments }: Draft): number {
  return attachments.reduce(
    (sum, { part }) => sum + (part.type === "file" ? part.text.length : 0),
    text.length,
  );
}

const delayMs = 300;
/** Characters that make no difference worth a call. */
const grain = 50;

/** What sending to all columns would cost at most, in billionths of a dollar. */
function useEstimate(
  { id, columns, updatedAt, streaming }: Comparison,
  characters: number,
): number | undefined {
  const [cost, setCost] = useState<number>();
  const rough = Math.ceil(characters / grain) * grain;
  const models = columns.map(({ model }) => model).join("\n");
  useEffect(() => {
    if (streaming) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      client.comparisons.estimate({ id, characters: rough }).then(
        ({ costNanoUsd }) => !stale && setCost(costNanoUsd),
        // No estimate is no reason to disturb anyone.
        () => !stale && setCost(undefined),
      );
    }, delayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [id, models, updatedAt, rough, streaming]);
  return cost;
}
