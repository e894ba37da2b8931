import { Download, X } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { formatBytes } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import type { AuditView } from "#renderer/stores/gateway-audit.ts";
import { useExport } from "./use-export.ts";

/** Writes the audit into a file, as far as the view shows it. */
export function ExportButton({ view }: { readonly view: AuditView }) {
  const { written, run, stop } = useExport(view);
  if (written !== undefined)
    return (
      <Button icon={<X size={16} aria-hidden />} onClick={stop}>
        {t("gateway.audit.exporting", { size: formatBytes(written) })}
      </Button>
    );
  return (
    <Menu
      align="end"
      entries={[
        { label: t("gateway.audit.exportJsonl"), onSelect: () => run("jsonl") },
        { label: t("gateway.audit.exportCsv"), onSelect: () => run("csv") },
      ]}
      trigger={
        <Button variant="quiet" icon={<Download size={16} aria-hidden />}>
          {t("gateway.audit.export")}
        </Button>
      }
    />
  );
}
