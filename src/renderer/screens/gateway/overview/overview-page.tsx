import { BookOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import { loadGateway, useGateway } from "#renderer/stores/gateway.ts";
import styles from "../gateway.module.css";
import { PageHeader } from "../page-header.tsx";
import { PageState } from "../page-state.tsx";
import { AuditCard } from "./audit-card.tsx";
import { GuideDialog } from "./guide-dialog.tsx";
import { KeysCard } from "./keys-card.tsx";
import { SnippetCard } from "./snippet-card.tsx";
import { StatusCard } from "./status-card.tsx";

export function OverviewPage() {
  const { loading, state } = useGateway();
  const [isGuideOpen, setIsGuideOpen] = useState(false);
  return (
    <>
      <PageHeader detail={t("gateway.detail")}>
        <Button
          variant="quiet"
          icon={<BookOpen size={16} aria-hidden />}
          onClick={() => setIsGuideOpen(true)}
        >
          {t("gateway.guide")}
        </Button>
      </PageHeader>
      <PageState loading={loading} onRetry={() => void loadGateway()}>
        {state !== undefined && (
          <div className={styles.page}>
            <StatusCard state={state} />
            <div className={styles.columns}>
              <KeysCard />
              <SnippetCard state={state} />
            </div>
            <AuditCard />
          </div>
        )}
      </PageState>
      {isGuideOpen && state !== undefined && (
        <GuideDialog state={state} onClose={() => setIsGuideOpen(false)} />
      )}
    </>
  );
}
