import { Check, Copy, Pencil, RefreshCw, Shuffle } from "lucide-react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { useCopy } from "#renderer/components/markdown/use-copy.ts";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import styles from "./message.module.css";
import { openModelPicker } from "./picker-state.ts";

export function UserActions({
  text,
  onEdit,
}: {
  readonly text: string;
  readonly onEdit?: () => void;
}) {
  return (
    <div className={styles.actions}>
      {text !== "" && <CopyAction text={() => text} />}
      {onEdit !== undefined && (
        <IconButton
          size="small"
          label={t("chat.action.edit")}
          icon={<Pencil size={14} />}
          onClick={onEdit}
        />
      )}
    </div>
  );
}

export function ReplyActions({
  store,
  message,
}: {
  readonly store: ChatStore;
  readonly message: BranchMessage;
}) {
  return (
    <div className={styles.actions}>
      {message.parts.some(({ type }) => type === "text") && (
        <CopyAction text={() => replyText(message)} />
      )}
      <IconButton
        size="small"
        label={t("chat.action.regenerate")}
        icon={<RefreshCw size={14} />}
        onClick={() => void store.regenerate(message.id).catch(toastError)}
      />
      <IconButton
        size="small"
        label={t("chat.action.regenerateWith")}
        icon={<Shuffle size={14} />}
        onClick={() => openModelPicker(message.id)}
      />
    </div>
  );
}

function CopyAction({ text }: { readonly text: () => string }) {
  const { state, copy } = useCopy();
  return (
    <IconButton
      size="small"
      label={t(state === "copied" ? "chat.action.copied" : "chat.action.copy")}
      icon={state === "copied" ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => void copy(text())}
    />
  );
}

/** The reply as Markdown, without what the model only thought. */
function replyText(message: BranchMessage): string {
  return message.parts
    .map((part) => (part.type === "text" ? part.text : ""))
    .join("");
}
