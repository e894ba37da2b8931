import { SlidersHorizontal } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { rich, t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { OptionsDialog } from "./options-dialog.tsx";
import { PowerSwitch } from "./power-switch.tsx";
import { shownAddress } from "./shown-address.ts";
import styles from "./status-card.module.css";
import { usePower } from "./use-power.ts";

/** Whether the door is open, where it is, and how much went through it today. */
export function StatusCard({ state }: { readonly state: GatewayState }) {
  const [asksOptions, setAsksOptions] = useState(false);
  const power = usePower(state);
  const { status, options, error } = state;
  const address = `${shownAddress(state)}/v1`;
  return (
    <section className={styles.card} aria-label={t("gateway.state")}>
      <div className={styles.line} data-off={status !== "running"}>
        <PowerSwitch state={state} power={power} />
        <div className={styles.text}>
          <code className={styles.address}>{address}</code>
          <p className={styles.facts}>
            {status === "running" ? (
              <RunningFacts state={state} />
            ) : (
              t(options.enabled ? "gateway.failed" : "gateway.off")
            )}
          </p>
        </div>
        <div className={styles.actions}>
          <CopyButton text={address} label={t("gateway.copy")} />
          <IconButton
            label={t("gateway.options")}
            icon={<SlidersHorizontal size={16} />}
            onClick={() => setAsksOptions(true)}
          />
        </div>
      </div>
      {status === "failed" && error !== undefined && (
        <ErrorNotice
          error={error}
          handlers={{
            "choose-port": () => setAsksOptions(true),
            retry: () => power.turn(true),
            "open-settings": () => setAsksOptions(true),
          }}
          onCopyDiagnostics={(json) => void copyDiagnostics(json)}
        />
      )}
      {asksOptions && (
        <OptionsDialog state={state} onClose={() => setAsksOptions(false)} />
      )}
    </section>
  );
}

function RunningFacts({ state }: { readonly state: GatewayState }) {
  const { requests, answered, cachedOrLocal } = state.today;
  const strong = (text: ReactNode) => <b>{text}</b>;
  return (
    <>
      <span>{t("gateway.dialects")}</span>
      <span>
        {rich("gateway.requestsToday", {
          count: requests,
          b: strong,
        })}
      </span>
      {answered > 0 && (
        <span>
          {rich("gateway.cachedOrLocal", {
            percent: Math.round((cachedOrLocal / answered) * 100),
            b: strong,
          })}
        </span>
      )}
      <span>
        {state.lanAddresses.length === 0
          ? t("gateway.thisComputer")
          : t("gateway.network", { addresses: state.lanAddresses.join(", ") })}
      </span>
    </>
  );
}
