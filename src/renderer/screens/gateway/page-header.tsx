import type { ReactNode } from "react";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { Select } from "#renderer/components/select.tsx";
import { t } from "#renderer/messages/t.ts";
import { useLayout } from "#renderer/stores/app-layout.ts";
import { gatewayPages, openGatewayPage, useGatewayPage } from "./place.ts";

/** Name of the page; where the sidebar is a rail, it leads to the others as well. */
export function PageHeader({
  detail,
  children,
}: {
  readonly detail?: ReactNode;
  readonly children?: ReactNode;
}) {
  const page = useGatewayPage();
  const collapsed = useLayout((state) => state.sidebarCollapsed);
  return (
    <ScreenHeader
      title={t(page === "overview" ? "gateway.title" : `gateway.page.${page}`)}
      {...(detail === undefined ? {} : { detail })}
    >
      {collapsed && (
        <Select
          quiet
          label={t("gateway.pages")}
          value={page}
          options={gatewayPages.map((value) => ({
            value,
            label: t(`gateway.page.${value}`),
          }))}
          onChange={openGatewayPage}
        />
      )}
      {children}
    </ScreenHeader>
  );
}
