import { FileText } from "lucide-react";
import type { Part } from "#shared/chat/message.ts";
import { formatBytes } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./parts.module.css";

/** Images and files of a message. Only images that came along are drawn, never remote ones. */
export function AttachedParts({ parts }: { readonly parts: readonly Part[] }) {
  const attached = parts.filter(
    (part) => part.type === "image" || part.type === "file",
  );
  if (attached.length === 0) return null;
  return (
    <ul className={styles.attached}>
      {attached.map((part, index) => (
        <li key={index}>
          {part.type === "image" ? <AttachedImage part={part} /> : null}
          {part.type === "file" ? <AttachedFile part={part} /> : null}
        </li>
      ))}
    </ul>
  );
}

function AttachedImage({
  part,
}: {
  readonly part: Extract<Part, { type: "image" }>;
}) {
  const name = part.name ?? "";
  if (part.source.type === "url")
    return (
      <a href={part.source.url} target="_blank" rel="noreferrer">
        {part.source.url}
      </a>
    );
  return (
    <img
      className={styles.image}
      src={`data:${part.mediaType};base64,${part.source.data}`}
      alt={t("chat.message.image", { name })}
    />
  );
}

function AttachedFile({
  part,
}: {
  readonly part: Extract<Part, { type: "file" }>;
}) {
  return (
    <details className={styles.file}>
      <summary aria-label={t("chat.message.file", { name: part.name })}>
        <FileText size={16} aria-hidden />
        <span className={styles.fileName}>{part.name}</span>
        <span className={styles.fileSize}>{formatBytes(part.text.length)}</span>
      </summary>
      <pre tabIndex={0}>{part.text}</pre>
    </details>
  );
}
