import { FlaskConical, Laptop } from "lucide-react";
import type { ServedBy } from "#shared/chat/stream-event.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { instanceName, useInstances } from "#renderer/stores/instances.ts";
import styles from "./message.module.css";
import { whereItWent } from "#renderer/format/where-it-went.ts";

/** Where the text went, how a local model was prompted, and for whom this one stepped in. */
export function ReplyWhere({ servedBy }: { readonly servedBy: ServedBy }) {
  // Names may arrive after the reply.
  useInstances((state) => state.instances);
  const { local, simulated, prompting, substituteFor } = servedBy;
  const text = whereItWent(servedBy, instanceName);
  return (
    <>
      {simulated ? (
        <Chip tone="warn" icon={<FlaskConical size={14} aria-hidden />}>
          {text}
        </Chip>
      ) : (
        <span className={styles.where}>
          {local && <Laptop size={14} aria-hidden />}
          {text}
        </span>
      )}
      {prompting !== undefined && !simulated && (
        <Tooltip
          label={t(
            prompting === "completion"
              ? "chat.where.completionHint"
              : "chat.where.templateHint",
          )}
        >
          <span className={styles.prompting} tabIndex={0}>
            {t(
              prompting === "completion"
                ? "chat.where.completion"
                : "chat.where.template",
            )}
          </span>
        </Tooltip>
      )}
      {substituteFor !== undefined && (
        <Tooltip label={reasonOf(substituteFor.reason)}>
          <span tabIndex={0}>
            <Chip tone="warn">
              {t("chat.where.substitute", { target: substituteFor.target })}
            </Chip>
          </span>
        </Tooltip>
      )}
    </>
  );
}

function reasonOf(error: ErrorJson): string {
  const { instance } = error.data;
  const name =
    typeof instance === "string" ? instanceName(instance) : undefined;
  return describeError(error, { instance: name }).sentence;
}
