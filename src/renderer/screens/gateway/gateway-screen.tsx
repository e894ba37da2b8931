import { useEffect, type ComponentType } from "react";
import { followAliases } from "#renderer/stores/gateway-aliases.ts";
import { followGatewayKeys } from "#renderer/stores/gateway-keys.ts";
import { followGateway } from "#renderer/stores/gateway.ts";
import { AliasesPage } from "./aliases/aliases-page.tsx";
import { AuditPage } from "./audit/audit-page.tsx";
import { KeysPage } from "./keys/keys-page.tsx";
import { LogsPage } from "./logs/logs-page.tsx";
import { OverviewPage } from "./overview/overview-page.tsx";
import { useGatewayPage, type GatewayPage } from "./place.ts";

const pages: Readonly<Record<GatewayPage, ComponentType>> = {
  overview: OverviewPage,
  keys: KeysPage,
  aliases: AliasesPage,
  audit: AuditPage,
  logs: LogsPage,
};

/** The door for other programs: its state, who may enter, what it offers, and who came. */
export function GatewayScreen() {
  const Page = pages[useGatewayPage()];
  useEffect(() => {
    const stops = [followGateway(), followGatewayKeys(), followAliases()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return <Page />;
}
