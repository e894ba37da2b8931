import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
  toastError,
} from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { addingCredit, instanceName } from "#renderer/stores/instances.ts";
import styles from "./compare-column.module.css";

/** Why a column ended before its end, and what can be done; the other columns go on. */
export function ColumnEnding({
  chat,
  reply,
  name,
  hidden,
  onReplace,
}: {
  readonly chat: ChatStore;
  readonly reply: BranchMessage;
  readonly name: string;
  readonly hidden: boolean;
  readonly onReplace: () => void;
}) {
  const error = endingOf(reply);
  if (error === undefined) return null;
  const instance = error.data["instance"];
  return (
    <div className={styles.ending}>
      <ErrorNotice
        error={error}
        names={{
          model: name,
          instance: hidden
            ? t("errors.words.instance")
            : typeof instance === "string"
              ? instanceName(instance)
              : undefined,
        }}
        handlers={{
          ...commonErrorHandlers,
          ...addingCredit(error),
          retry: () => void chat.regenerate(reply.id).catch(toastError),
          "choose-model": onReplace,
          "choose-local": onReplace,
        }}
        onCopyDiagnostics={(shown) => void copyDiagnostics(shown)}
        since={Date.parse(reply.createdAt) + (reply.timings?.totalMs ?? 0)}
      />
    </div>
  );
}

function endingOf(reply: BranchMessage): ErrorJson | undefined {
  if (reply.status === "failed") return reply.error ?? plain("internal");
  return reply.status === "interrupted" ? plain("interrupted") : undefined;
}

function plain(code: "internal" | "interrupted"): ErrorJson {
  return { code, message: code, retryable: true, data: {} };
}
