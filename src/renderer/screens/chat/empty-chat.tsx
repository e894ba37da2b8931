import { Code, Lightbulb, PenLine, Scale } from "lucide-react";
import { useState } from "react";
import type { Part } from "#shared/chat/message.ts";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { useModels } from "#renderer/stores/models.ts";
import styles from "./chat-screen.module.css";
import { openModelPicker } from "./picker-state.ts";

const examples = [
  { name: "explain", icon: Lightbulb },
  { name: "code", icon: Code },
  { name: "compare", icon: Scale },
  { name: "rewrite", icon: PenLine },
] as const;

/** What a chat shows before its first message: prompts that run at a press. */
export function EmptyChat({
  hasModel,
  onPrompt,
}: {
  readonly hasModel: boolean;
  readonly onPrompt: (parts: readonly Part[]) => Promise<void>;
}) {
  const [busy, setBusy] = useState(false);
  const hasAny = useModels((state) => state.models.length > 0);
  const loaded = useModels((state) => state.loading.status !== "loading");

  async function run(text: string): Promise<void> {
    setBusy(true);
    await onPrompt([{ type: "text", text }]).catch(toastError);
    setBusy(false);
  }

  return (
    <div className={styles.empty}>
      <h2 className={styles.emptyTitle}>
        {titleOf(hasModel, hasAny || !loaded)}
      </h2>
      {hasModel && (
        <ul className={styles.examples}>
          {examples.map(({ name, icon: Icon }) => (
            <li key={name}>
              <button
                type="button"
                className={styles.example}
                disabled={busy}
                onClick={() => void run(t(`chat.example.${name}.prompt`))}
              >
                <span className={styles.exampleTitle}>
                  <Icon size={16} aria-hidden />
                  {t(`chat.example.${name}.title`)}
                </span>
                <span className={styles.examplePrompt}>
                  {t(`chat.example.${name}.prompt`)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {!hasModel && loaded && hasAny && (
        <Button variant="primary" onClick={() => openModelPicker()}>
          {t("chat.header.chooseModel")}
        </Button>
      )}
      {!hasModel && loaded && !hasAny && (
        <Button variant="primary" onClick={() => navigate("providers")}>
          {t("chat.empty.openProviders")}
        </Button>
      )}
    </div>
  );
}

function titleOf(hasModel: boolean, hasAny: boolean): string {
  if (hasModel) return t("chat.empty.title");
  return t(hasAny ? "chat.empty.noModel" : "chat.empty.connect");
}
