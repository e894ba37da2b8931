import { RotateCw, X } from "lucide-react";
import type { Pull } from "#shared/models/pull.ts";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { ProgressBar } from "#renderer/components/progress-bar.tsx";
import { describePull, describePullError } from "#renderer/format/pull.ts";
import { t } from "#renderer/messages/t.ts";
import { useInstanceName } from "#renderer/stores/instances.ts";
import {
  dismissPull,
  resumePull,
  stopPull,
  usePulls,
} from "#renderer/stores/pulls.ts";
import styles from "./pulls.module.css";

/** Every model on its way: how far, what is left, and how to stop or go on. */
export function PullStrip({
  onChat,
}: {
  readonly onChat: (pull: Pull) => void;
}) {
  const { pulls } = usePulls();
  if (pulls.length === 0) return null;
  return (
    <ul className={styles.strip} aria-label={t("pulls.list")}>
      {pulls.map((pull) => (
        <PullRow key={pull.id} pull={pull} onChat={() => onChat(pull)} />
      ))}
    </ul>
  );
}

function PullRow({
  pull,
  onChat,
}: {
  readonly pull: Pull;
  readonly onChat: () => void;
}) {
  const { model, state, error, totalBytes, completedBytes } = pull;
  const instance = useInstanceName(pull.instance);
  const fraction =
    state === "done" ? 1 : totalBytes === 0 ? 0 : completedBytes / totalBytes;
  return (
    <li className={styles.row}>
      <div className={styles.names}>
        <span className={styles.model} title={model}>
          {model}
        </span>
        <span className={styles.instance}>
          {t("pulls.onInstance", { name: instance })}
        </span>
      </div>
      <div className={styles.state}>
        <ProgressBar
          label={t("pulls.progress", { model })}
          fraction={fraction}
          tone={state === "failed" ? "bad" : "accent"}
        />
        <p className={styles.text} data-failed={state === "failed"}>
          {error === undefined
            ? describePull(pull)
            : describePullError(error, { instance, model })}
        </p>
      </div>
      <div className={styles.actions}>
        {state === "done" && (
          <Button size="small" onClick={onChat}>
            {t("pulls.chat")}
          </Button>
        )}
        {(state === "stopped" || state === "failed") && (
          <Button
            size="small"
            icon={<RotateCw size={14} />}
            onClick={() => void resumePull(pull)}
          >
            {t(state === "failed" ? "pulls.retry" : "pulls.resume")}
          </Button>
        )}
        <IconButton
          label={t(state === "running" ? "pulls.stop" : "pulls.dismiss", {
            model,
          })}
          icon={<X size={16} />}
          onClick={() =>
            void (state === "running" ? stopPull(pull) : dismissPull(pull))
          }
        />
      </div>
    </li>
  );
}
