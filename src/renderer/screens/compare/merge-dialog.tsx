import { useEffect, useState } from "react";
import type { Comparison, Merge } from "#shared/compare/comparison.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { ReplyParts } from "#renderer/components/reply/reply-parts.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { copyText } from "#renderer/stores/app-clipboard.ts";
import {
  commonErrorHandlers,
  toastError,
} from "#renderer/stores/app-errors.ts";
import { useChat, useWatchedChat } from "#renderer/stores/chat.ts";
import {
  useComparison,
  type OpenComparison,
} from "#renderer/stores/comparisons-open.ts";
import { nameOfModel, useModelName } from "#renderer/stores/models-name.ts";
import { LivePhase } from "./column-figures.tsx";
import { ModelDialog } from "./model-dialog.tsx";
import { ModelTitle } from "./model-title.tsx";
import styles from "./settings-dialog.module.css";

type Letters = Awaited<
  ReturnType<typeof client.comparisons.mergePrompt>
>["letters"];

/** One answer written from all: who writes it and with which words is the person's choice. */
export function MergeDialog({
  store,
  comparison,
  onClose,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly onClose: () => void;
}) {
  const { id } = comparison;
  const latest = useComparison(store, (state) => state.merges.at(-1));
  const [again, setAgain] = useState(false);
  const merge = again ? undefined : latest;
  const [prompt, setPrompt] = useState<string>();
  const [letters, setLetters] = useState<Letters>([]);
  const [model, setModel] = useState(comparison.columns[0]?.model ?? "");
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const name = useModelName(model);
  useEffect(() => {
    client.comparisons.mergePrompt({ id }).then((found) => {
      setPrompt((before) => before ?? found.prompt);
      setLetters(found.letters);
    }, toastError);
  }, [id]);

  async function start(): Promise<void> {
    if (prompt === undefined) return;
    setBusy(true);
    try {
      const started = await client.comparisons.merge({ id, model, prompt });
      store.show(({ merges }) => ({ merges: [...merges, started] }));
      setAgain(false);
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  }

  if (choosing)
    return (
      <ModelDialog
        title={t("compare.merge.choose")}
        onChoose={setModel}
        onClose={() => setChoosing(false)}
      />
    );
  return (
    <Dialog
      open
      holdsInput
      wide
      title={t("compare.merge.title")}
      description={t("compare.merge.detail")}
      onOpenChange={(open) => open || onClose()}
      footer={
        <>
          {merge !== undefined && (
            <Button onClick={() => setAgain(true)}>
              {t("compare.merge.again")}
            </Button>
          )}
          {merge === undefined ? (
            <Button
              variant="primary"
              busy={busy}
              disabled={(prompt ?? "").trim() === "" || model === ""}
              onClick={() => void start()}
            >
              {t("compare.merge.start")}
            </Button>
          ) : (
            <Button variant="primary" onClick={onClose}>
              {t("common.close")}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.form}>
        <Legend comparison={comparison} letters={letters} />
        {merge === undefined ? (
          <>
            <div className={styles.row}>
              <span>{t("compare.merge.by")}</span>
              <Button
                icon={<ModelMark modelRef={model} />}
                onClick={() => setChoosing(true)}
              >
                <ModelTitle name={name} />
              </Button>
            </div>
            {prompt === undefined ? (
              <SkeletonRows label={t("common.loading")} rows={6} />
            ) : (
              <TextArea
                className={styles.prompt}
                label={t("compare.merge.prompt")}
                rows={12}
                value={prompt}
                onChange={setPrompt}
              />
            )}
          </>
        ) : (
          <MergeResult key={merge.messageId} merge={merge} />
        )}
      </div>
    </Dialog>
  );
}

function Legend({
  comparison,
  letters,
}: {
  readonly comparison: Comparison;
  readonly letters: Letters;
}) {
  return (
    <p className={styles.legend}>
      {letters.map(({ letter, columnId }) => {
        const column = comparison.columns.find(({ id }) => id === columnId);
        return (
          <span key={letter}>
            <b>{letter}</b>{" "}
            <ModelTitle name={nameOfModel(column?.model ?? "")} />
          </span>
        );
      })}
    </p>
  );
}

function MergeResult({ merge }: { readonly merge: Merge }) {
  const chat = useWatchedChat(merge.conversationId);
  const name = useModelName(merge.model);
  const reply = useChat(chat, ({ messages }) =>
    messages.find(({ id }) => id === merge.messageId),
  );
  const live = useChat(chat, (state) => state.live[merge.messageId]);
  const parts = live?.reply.parts ?? reply?.parts ?? [];
  const streaming = reply === undefined || reply.status === "streaming";
  const text = parts
    .flatMap((part) => (part.type === "text" ? part.text : []))
    .join("\n\n");
  return (
    <>
      <div className={styles.row}>
        <ModelMark modelRef={merge.model} />
        <b>
          <ModelTitle name={name} />
        </b>
        {streaming ? (
          <LivePhase chat={chat} replyId={merge.messageId} />
        ) : (
          <Button
            size="small"
            variant="quiet"
            onClick={() => void copyText(text).catch(toastError)}
          >
            {t("chat.action.copy")}
          </Button>
        )}
      </div>
      <div
        className={styles.result}
        role="region"
        aria-label={t("compare.merge.result")}
        aria-busy={streaming}
        tabIndex={0}
      >
        <ReplyParts parts={parts} streaming={streaming} />
      </div>
      {reply?.status === "failed" && reply.error !== undefined && (
        <ErrorNotice
          error={reply.error}
          names={{ model: name }}
          handlers={{
            ...commonErrorHandlers,
            retry: () => void chat.regenerate(reply.id).catch(toastError),
          }}
        />
      )}
    </>
  );
}
