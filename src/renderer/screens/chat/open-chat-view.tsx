import { MessageSquareOff } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Part } from "#shared/chat/message.ts";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
  toastError,
} from "#renderer/stores/app-errors.ts";
import type { ConversationChange } from "#renderer/stores/chat-actions.ts";
import { clearFound, useFoundMessage } from "#renderer/stores/chat-found.ts";
import { tellMessageSize } from "#renderer/stores/chat-message-size.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useChat, useWatchedChat } from "#renderer/stores/chat.ts";
import { compareChat } from "#renderer/stores/comparisons-new.ts";
import { useModels } from "#renderer/stores/models.ts";
import { ChatFrame } from "./chat-frame.tsx";
import styles from "./chat-screen.module.css";
import { startNewChat, useChatShortcuts } from "./chat-shortcuts.ts";
import { Composer } from "./composer.tsx";
import { usedContext } from "./context-use.ts";
import { EmptyChat } from "./empty-chat.tsx";
import { estimateText } from "#renderer/stores/chat-estimate.ts";
import { toggleInspector, useInspectorOpen } from "./inspector-state.ts";
import { MessageList } from "./message-list.tsx";
import { useAnnouncedReplies } from "./use-announced-replies.ts";
import { useBlocked } from "./use-blocked.ts";
import { useEstimate } from "./use-estimate.ts";

const noParameters = {};

/** A stored conversation. */
export function OpenChatView({ id }: { readonly id: string }) {
  const store = useWatchedChat(id);
  const loading = useChat(store, (state) => state.loading);
  useAnnouncedReplies(store);
  if (loading.status === "failed" && loading.error.code === "not-found")
    return <GoneChat />;
  if (loading.status === "failed")
    return (
      <div className={styles.failed}>
        <ErrorNotice
          error={loading.error}
          handlers={commonErrorHandlers}
          onCopyDiagnostics={(error) => void copyDiagnostics(error)}
        />
      </div>
    );
  return <LoadedChat key={id} id={id} store={store} />;
}

function GoneChat() {
  useChatShortcuts(undefined);
  return (
    <EmptyState
      icon={<MessageSquareOff size={20} />}
      title={t("chat.gone.title")}
      action={
        <Button variant="primary" onClick={startNewChat}>
          {t("chat.gone.action")}
        </Button>
      }
    />
  );
}

function LoadedChat({
  id,
  store,
}: {
  readonly id: string;
  readonly store: ChatStore;
}) {
  const conversation = useChat(store, (state) => state.conversation);
  const messages = useChat(store, (state) => state.messages);
  const ready = useChat(store, (state) => state.loading.status === "ready");
  const streaming = useChat(store, isStreaming);
  const ref = conversation?.model;
  const model = useModels(({ byRef }) =>
    ref === undefined ? undefined : byRef.get(ref),
  );
  const inspectorOpen = useInspectorOpen((state) => state.open);
  const [characters, setCharacters] = useState(0);
  const parameters = conversation?.parameters ?? noParameters;
  const systemPrompt = conversation?.systemPrompt ?? "";
  const isPrivate = conversation?.private === true;
  const blocked = useBlocked(ref, model, isPrivate);
  const estimate = useEstimate({
    conversationId: id,
    parentId: messages.at(-1)?.id,
    model: ref,
    characters,
    parameters,
    systemPrompt,
    active: ready && !streaming,
  });
  const usedTokens = useMemo(
    () => usedContext(messages, systemPrompt),
    [messages, systemPrompt],
  );
  const found = useFoundMessage((state) => state.found);
  useEffect(() => {
    if (!ready || found?.conversationId !== id) return;
    store.reveal(found.messageId).catch((error: unknown) => {
      clearFound();
      toastError(error);
    });
  }, [ready, found, id, store]);
  useEffect(
    () => tellMessageSize({ messages, usedTokens, characters }),
    [messages, usedTokens, characters],
  );
  const stop = useCallback(() => {
    store.stop().catch(toastError);
  }, [store]);
  useChatShortcuts(streaming ? stop : undefined);

  const change = (next: ConversationChange) => {
    store.update(next).catch(toastError);
  };
  const isEmpty = ready && messages.length === 0;
  const title = conversation?.title ?? "";
  const send = (parts: readonly Part[]) =>
    ref === undefined ? Promise.resolve() : store.send(parts, [ref]);

  return (
    <ChatFrame
      title={title === "" ? t("chat.untitled") : title}
      model={ref}
      onRename={(next) => change({ title: next })}
      {...(ref === undefined || streaming
        ? {}
        : { onCompare: () => void compareChat(id, ref) })}
      onModel={(next, replyId) => {
        if (replyId === undefined) change({ model: next });
        else store.regenerate(replyId, next).catch(toastError);
      }}
      inspector={{
        model,
        systemPrompt,
        parameters,
        cacheChoice: conversation?.cacheChoice,
        isPrivate,
        onChange: change,
        usedTokens: isEmpty ? undefined : usedTokens,
        costNanoUsd: conversation?.costNanoUsd,
        savedNanoUsd: conversation?.savedNanoUsd,
      }}
      composer={
        <Composer
          draftKey={id}
          model={model}
          blocked={ready ? blocked : undefined}
          streaming={streaming}
          first={isEmpty}
          inspectorOpen={inspectorOpen}
          estimate={estimateText(estimate)}
          onLength={setCharacters}
          onToggleInspector={toggleInspector}
          onSend={send}
          onStop={stop}
        />
      }
    >
      {!ready && messages.length === 0 ? (
        <div className={styles.loading}>
          <SkeletonRows label={t("common.loading")} rows={8} />
        </div>
      ) : isEmpty ? (
        <EmptyChat hasModel={ref !== undefined} onPrompt={send} />
      ) : (
        <MessageList store={store} />
      )}
    </ChatFrame>
  );
}

function isStreaming({
  messages,
  live,
}: ReturnType<ChatStore["getState"]>): boolean {
  return (
    messages.at(-1)?.status === "streaming" || Object.keys(live).length > 0
  );
}
