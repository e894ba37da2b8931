import { useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { Notice } from "#renderer/components/notice.tsx";
import { t } from "#renderer/messages/t.ts";
import { useAppInfo, type AppInfo } from "#renderer/stores/app-info.ts";

type AppNotice = AppInfo["notices"][number];

/** How well stored keys are protected, said plainly where they are managed. */
export function KeyStorageNotices() {
  const notices = useAppInfo((state) => state.info?.notices);
  const dataDir = useAppInfo((state) => state.info?.dataDir);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  return notices
    ?.filter(({ id }) => !dismissed.includes(id))
    .map((notice) => (
      <Notice
        key={notice.id}
        tone={notice.id === "migrated" ? "info" : "warn"}
        {...(notice.id === "migrated"
          ? {
              actions: (
                <Button
                  size="small"
                  variant="quiet"
                  onClick={() => setDismissed([...dismissed, notice.id])}
                >
                  {t("common.dismiss")}
                </Button>
              ),
            }
          : {})}
      >
        {noticeText(notice, dataDir ?? "")}
      </Notice>
    ));
}

function noticeText({ id, data }: AppNotice, dataDir: string): string {
  const path = data["path"] ?? data["snapshot"] ?? dataDir;
  switch (id) {
    case "key-file":
      return t("notice.key-file", { path });
    case "migrated":
      return t("notice.migrated", { path });
    case "keyring-unreachable":
      return t("notice.keyring-unreachable");
    default:
      return id;
  }
}
