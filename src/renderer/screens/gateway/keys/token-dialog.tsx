import { useRef } from "react";
import { Button } from "#renderer/components/button.tsx";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { Notice } from "#renderer/components/notice.tsx";
import { t } from "#renderer/messages/t.ts";
import styles from "./keys.module.css";

/** The token, this once. */
export function TokenDialog({
  name,
  token,
  onClose,
}: {
  readonly name: string;
  readonly token: string;
  readonly onClose: () => void;
}) {
  const copy = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      holdsInput
      wide
      initialFocus={copy}
      title={t("gateway.token.title", { name })}
      onOpenChange={(open) => !open && onClose()}
      footer={<Button onClick={onClose}>{t("gateway.token.done")}</Button>}
    >
      <div className={styles.token}>
        <code className={styles.tokenText} tabIndex={0}>
          {token}
        </code>
        <CopyButton
          ref={copy}
          variant="primary"
          text={token}
          label={t("gateway.token.copy")}
        />
      </div>
      <Notice tone="warn">{t("gateway.token.once")}</Notice>
      <p className={styles.muted}>{t("gateway.token.examples")}</p>
    </Dialog>
  );
}
