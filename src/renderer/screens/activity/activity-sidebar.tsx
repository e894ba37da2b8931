import {
  SidebarGroup,
  SidebarItem,
} from "#renderer/components/shell/sidebar-list.tsx";
import { t } from "#renderer/messages/t.ts";
import { navigate, useNavigation } from "#renderer/stores/app-navigation.ts";
import { pageOf, pages } from "./pages.ts";

export function ActivitySidebar() {
  const current = pageOf(useNavigation((state) => state.argument));
  return (
    <SidebarGroup label={t("activity.title")}>
      {pages.map((page) => (
        <SidebarItem
          key={page}
          current={page === current}
          onSelect={() =>
            navigate("activity", page === "overview" ? undefined : page, {
              replace: true,
            })
          }
        >
          {t(`activity.page.${page}`)}
        </SidebarItem>
      ))}
    </SidebarGroup>
  );
}
