import { WifiOff } from "lucide-react";
import { t } from "#renderer/messages/t.ts";
import { Button } from "../button.tsx";
import styles from "./offline-notice.module.css";

/** Says quietly that nobody out there can be reached, and what still works. */
export function OfflineNotice({
  retrying,
  onRetry,
  onShowLocal,
}: {
  readonly retrying: boolean;
  readonly onRetry: () => void;
  readonly onShowLocal: () => void;
}) {
  return (
    <div className={styles.offline} role="status">
      <span>
        <WifiOff size={16} aria-hidden />
        {t("shell.offline")}
      </span>
      <Button size="small" busy={retrying} onClick={onRetry}>
        {t("shell.offline.retry")}
      </Button>
      <Button size="small" onClick={onShowLocal}>
        {t("shell.offline.local")}
      </Button>
    </div>
  );
}
