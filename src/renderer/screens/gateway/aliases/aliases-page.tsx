import { Plus, Tag } from "lucide-react";
import { useState } from "react";
import type { AliasView } from "#shared/gateway/alias.ts";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { t } from "#renderer/messages/t.ts";
import { loadAliases, useAliases } from "#renderer/stores/gateway-aliases.ts";
import page from "../gateway.module.css";
import { PageHeader } from "../page-header.tsx";
import { PageState } from "../page-state.tsx";
import { AliasCard } from "./alias-card.tsx";
import { AliasForm } from "./alias-form.tsx";
import styles from "./aliases.module.css";

/** Names of one's own for models, and what stands behind them. */
export function AliasesPage() {
  const { loading, aliases } = useAliases();
  const [making, setMaking] = useState(false);
  const [changed, setChanged] = useState<AliasView>();
  const add = (
    <Button
      variant="primary"
      icon={<Plus size={16} aria-hidden />}
      onClick={() => setMaking(true)}
    >
      {t("gateway.aliases.new")}
    </Button>
  );
  return (
    <>
      <PageHeader detail={t("gateway.aliases.detail")}>{add}</PageHeader>
      <PageState loading={loading} onRetry={() => void loadAliases()}>
        <div className={page.page}>
          {aliases.length === 0 ? (
            <EmptyState
              icon={<Tag size={20} />}
              title={t("gateway.aliases.empty")}
              action={add}
            >
              {t("gateway.aliases.emptyExample")}
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {aliases.map((alias) => (
                <AliasCard
                  key={`${alias.source}:${alias.id}`}
                  alias={alias}
                  onChange={() => setChanged(alias)}
                />
              ))}
            </ul>
          )}
        </div>
      </PageState>
      {making && <AliasForm onClose={() => setMaking(false)} />}
      {changed !== undefined && (
        <AliasForm changes={changed} onClose={() => setChanged(undefined)} />
      )}
    </>
  );
}
