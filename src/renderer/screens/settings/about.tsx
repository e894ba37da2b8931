import { ClipboardCopy } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { Facts } from "#renderer/components/facts.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { useAppInfo } from "#renderer/stores/app-info.ts";
import styles from "./settings.module.css";

/** What is running, where its data is, and what to send with a report. */
export function About() {
  const info = useAppInfo((state) => state.info);
  if (info === undefined) return null;
  const { address, error } = info.gateway;
  return (
    <section className={styles.group} aria-labelledby="settings-about">
      <h2 className={styles.heading} id="settings-about">
        {t("settings.about")}
      </h2>
      <div className={styles.about}>
        <Facts
          rows={[
            { label: t("settings.version"), value: info.version },
            { label: t("settings.dataDir"), value: info.dataDir },
            {
              label: t("settings.gateway"),
              value:
                address ??
                (error === undefined
                  ? t("settings.gatewayOff")
                  : describeError(error).sentence),
            },
          ]}
        />
        <div>
          <Button
            icon={<ClipboardCopy size={16} />}
            onClick={() => void copyDiagnostics()}
          >
            {t("settings.diagnostics")}
          </Button>
        </div>
      </div>
    </section>
  );
}
