import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import {
  ErrorNotice,
  type ErrorHandlers,
} from "#renderer/components/error-notice.tsx";
import {
  commonErrorHandlers,
  copyDiagnostics,
  toastError,
} from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { addingCredit, instanceName } from "#renderer/stores/instances.ts";
import { startNewChat } from "./chat-shortcuts.ts";
import { openModelPicker } from "./picker-state.ts";
import styles from "./message.module.css";

/** Why a reply ended before its end, and what can be done; what came before stands above it. */
export function ReplyEnding({
  store,
  message,
  modelName,
}: {
  readonly store: ChatStore;
  readonly message: BranchMessage;
  readonly modelName: string;
}) {
  const error = endingOf(message);
  if (error === undefined) return null;
  const handlers: ErrorHandlers = {
    ...commonErrorHandlers,
    ...addingCredit(error),
    retry: () => void store.regenerate(message.id).catch(toastError),
    "choose-model": () => openModelPicker(message.id),
    "choose-local": () => openModelPicker(message.id),
    shorten: startNewChat,
  };
  const instance = error.data["instance"];
  const { totalMs } = message.timings ?? {};
  return (
    <div className={styles.ending}>
      <ErrorNotice
        error={error}
        names={{
          model: modelName,
          instance:
            typeof instance === "string" ? instanceName(instance) : undefined,
        }}
        handlers={handlers}
        onCopyDiagnostics={(shown) => void copyDiagnostics(shown)}
        since={Date.parse(message.createdAt) + (totalMs ?? 0)}
      />
    </div>
  );
}

function endingOf(message: BranchMessage): ErrorJson | undefined {
  if (message.status === "failed") return message.error ?? unknown;
  return message.status === "interrupted" ? interrupted : undefined;
}

const unknown: ErrorJson = {
  code: "internal",
  message: "internal",
  retryable: true,
  data: {},
};

const interrupted: ErrorJson = {
  code: "interrupted",
  message: "interrupted",
  retryable: true,
  data: {},
};
