import { FileText, FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import { logLineLevels, type LogLine } from "#shared/gateway/log-line.ts";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { Button } from "#renderer/components/button.tsx";
import { SearchField } from "#renderer/components/search-field.tsx";
import { Select } from "#renderer/components/select.tsx";
import { formatCount } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client, desktop } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import {
  filterLogs,
  followLogs,
  useLogs,
} from "#renderer/stores/gateway-logs.ts";
import { PageHeader } from "../page-header.tsx";
import { PageState } from "../page-state.tsx";
import { useSearchDraft } from "../use-search-draft.ts";
import { LogLines } from "./log-lines.tsx";
import styles from "./logs.module.css";

/** What the program says of itself. */
export function LogsPage() {
  const { loading, lines, level, text } = useLogs();
  useEffect(() => followLogs(), []);
  return (
    <>
      <PageHeader detail={t("gateway.logs.detail")}>
        <CopyButton
          variant="quiet"
          text={lines.map(lineText).join("\n")}
          label={t("gateway.logs.copy")}
        />
      </PageHeader>
      <PageState loading={loading} onRetry={() => filterLogs({})}>
        <Filters />
        {lines.length === 0 ? (
          <EmptyState
            icon={<FileText size={20} />}
            title={t(
              text.trim() === ""
                ? "gateway.logs.empty"
                : "gateway.logs.noMatch",
            )}
            action={
              <Button onClick={() => filterLogs({ level: "trace", text: "" })}>
                {t("gateway.logs.showAll")}
              </Button>
            }
          >
            {t("gateway.logs.emptyExample")}
          </EmptyState>
        ) : (
          <LogLines key={`${level}\n${text}`} lines={lines} />
        )}
        <Place />
      </PageState>
    </>
  );
}

function lineText({ time, level, message, facts }: LogLine): string {
  return [time, level.toUpperCase(), message, facts].join(" ").trimEnd();
}

function Filters() {
  const { level, text, lines, hasMore } = useLogs();
  const search = useSearchDraft(text, (next) => filterLogs({ text: next }));
  const count = formatCount(lines.length);
  return (
    <div className={styles.filters}>
      <SearchField
        className={styles.search}
        label={t("gateway.logs.search")}
        value={search.draft}
        found={t(hasMore ? "gateway.logs.latest" : "gateway.logs.found", {
          count,
        })}
        onChange={search.setDraft}
      />
      <Select
        label={t("gateway.logs.level")}
        value={level}
        options={logLineLevels.map((value) => ({
          value,
          label: t(`gateway.logs.from.${value}`),
        }))}
        onChange={(next) => filterLogs({ level: next })}
      />
    </div>
  );
}

function Place() {
  const [folder, setFolder] = useState<string>();
  useEffect(() => {
    client.logs.place().then(
      (place) => setFolder(place.folder),
      () => undefined,
    );
  }, []);
  if (folder === undefined) return null;
  return (
    <footer className={styles.place}>
      <span className={styles.folder}>
        {t("gateway.logs.place")} <code>{folder}</code>
      </span>
      <CopyButton iconOnly text={folder} label={t("gateway.logs.copyPlace")} />
      {desktop !== undefined && (
        <Button
          variant="quiet"
          size="small"
          icon={<FolderOpen size={14} aria-hidden />}
          onClick={() => void openLogFolder()}
        >
          {t("gateway.logs.openPlace")}
        </Button>
      )}
    </footer>
  );
}

async function openLogFolder(): Promise<void> {
  try {
    const shown = await desktop?.openLogFolder();
    if (shown?.opened === false)
      showToast({ text: t("gateway.logs.notOpened"), tone: "bad" });
  } catch (error) {
    toastError(error);
  }
}
