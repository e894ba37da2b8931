import {
  SidebarGroup,
  SidebarItem,
} from "#renderer/components/shell/sidebar-list.tsx";
import { t } from "#renderer/messages/t.ts";
import { gatewayPages, openGatewayPage, useGatewayPage } from "./place.ts";

export function GatewaySidebar() {
  const current = useGatewayPage();
  return (
    <SidebarGroup label={t("gateway.title")}>
      {gatewayPages.map((page) => (
        <SidebarItem
          key={page}
          current={page === current}
          onSelect={() => openGatewayPage(page)}
        >
          {t(`gateway.page.${page}`)}
        </SidebarItem>
      ))}
    </SidebarGroup>
  );
}
