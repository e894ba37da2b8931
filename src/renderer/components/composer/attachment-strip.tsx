import { FileText, X } from "lucide-react";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { formatBytes } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import type { Attachment } from "./attachments.ts";
import styles from "./attachment-strip.module.css";

/** What goes with the next message; each can be taken out again. */
export function AttachmentStrip({
  attachments,
  onRemove,
}: {
  readonly attachments: readonly Attachment[];
  readonly onRemove: (id: string) => void;
}) {
  if (attachments.length === 0) return null;
  return (
    <ul className={styles.strip}>
      {attachments.map((attachment) => (
        <li key={attachment.id} className={styles.attachment}>
          <Preview attachment={attachment} />
          <span className={styles.attachmentName} title={attachment.name}>
            {attachment.name}
          </span>
          <span className={styles.attachmentSize}>
            {formatBytes(attachment.size)}
          </span>
          <IconButton
            size="small"
            label={t("chat.attachment.remove", { name: attachment.name })}
            icon={<X size={14} />}
            tooltipSide="top"
            onClick={() => onRemove(attachment.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function Preview({ attachment }: { readonly attachment: Attachment }) {
  const { part } = attachment;
  if (part.type === "file" || part.source.type === "url")
    return <FileText size={16} aria-hidden />;
  return (
    <img
      className={styles.preview}
      src={`data:${part.mediaType};base64,${part.source.data}`}
      alt=""
    />
  );
}
