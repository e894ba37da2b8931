import { RotateCw, Zap } from "lucide-react";
import type { ServedBy } from "#shared/chat/stream-event.ts";
import { Button } from "#renderer/components/button.tsx";
import { fromCache } from "#renderer/format/from-cache.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./message.module.css";

/** Says that no model was asked for this reply, and lets one be asked after all. */
export function ReplyCached({
  cached,
  onAskAgain,
}: {
  readonly cached: NonNullable<ServedBy["cached"]>;
  readonly onAskAgain: () => void;
}) {
  return (
    <span className={styles.cached}>
      <Zap size={14} aria-hidden />
      {fromCache(cached)}
      <Button
        variant="quiet"
        size="small"
        icon={<RotateCw size={14} />}
        onClick={onAskAgain}
      >
        {t("cache.mark.askAgain")}
      </Button>
    </span>
  );
}
