import { settingGroups } from "#shared/settings/schema.ts";
import {
  SidebarGroup,
  SidebarItem,
} from "#renderer/components/shell/sidebar-list.tsx";
import { t } from "#renderer/messages/t.ts";
import { navigate, useNavigation } from "#renderer/stores/app-navigation.ts";

/** Jumps to a group of settings. */
export function SettingsSidebar() {
  const argument = useNavigation((state) => state.argument);
  return (
    <SidebarGroup label={t("settings.title")}>
      {settingGroups.map((group) => (
        <SidebarItem
          key={group}
          current={argument === group}
          onSelect={() => navigate("settings", group, { replace: true })}
        >
          {t(`settings.group.${group}`)}
        </SidebarItem>
      ))}
    </SidebarGroup>
  );
}
