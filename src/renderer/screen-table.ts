import {
  Activity,
  Box,
  Columns3,
  DoorOpen,
  MessageSquare,
  Plug,
  Settings,
} from "lucide-react";
import type { ComponentType } from "react";
import type { MessageKey } from "./messages/t.ts";
import { ActivityScreen } from "./screens/activity/activity-screen.tsx";
import { ActivitySidebar } from "./screens/activity/activity-sidebar.tsx";
import { ChatScreen } from "./screens/chat/chat-screen.tsx";
import { ChatSidebar } from "./screens/chat/chat-sidebar.tsx";
import { CompareScreen } from "./screens/compare/compare-screen.tsx";
import { CompareSidebar } from "./screens/compare/compare-sidebar.tsx";
import { GatewayScreen } from "./screens/gateway/gateway-screen.tsx";
import { GatewaySidebar } from "./screens/gateway/gateway-sidebar.tsx";
import { ModelsScreen } from "./screens/models/models-screen.tsx";
import { ModelsSidebar } from "./screens/models/models-sidebar.tsx";
import { ProvidersScreen } from "./screens/providers/providers-screen.tsx";
import { SettingsScreen } from "./screens/settings/settings-screen.tsx";
import { SettingsSidebar } from "./screens/settings/settings-sidebar.tsx";
import type { ScreenId } from "./stores/app-navigation.ts";

export interface ScreenRow {
  readonly id: ScreenId;
  readonly label: MessageKey;
  readonly icon: ComponentType<{ readonly size?: number }>;
  readonly Screen: ComponentType;
  /** What the screen puts below the rows of the sidebar. */
  readonly SidebarSection?: ComponentType;
}

/** Every screen, in the order of the sidebar and of the shortcuts mod+1 … mod+n. */
export const screenTable: readonly ScreenRow[] = [
  {
    id: "chat",
    label: "screen.chat",
    icon: MessageSquare,
    Screen: ChatScreen,
    SidebarSection: ChatSidebar,
  },
  {
    id: "compare",
    label: "screen.compare",
    icon: Columns3,
    Screen: CompareScreen,
    SidebarSection: CompareSidebar,
  },
  {
    id: "models",
    label: "screen.models",
    icon: Box,
    Screen: ModelsScreen,
    SidebarSection: ModelsSidebar,
  },
  {
    id: "providers",
    label: "screen.providers",
    icon: Plug,
    Screen: ProvidersScreen,
  },
  {
    id: "gateway",
    label: "screen.gateway",
    icon: DoorOpen,
    Screen: GatewayScreen,
    SidebarSection: GatewaySidebar,
  },
  {
    id: "activity",
    label: "screen.activity",
    icon: Activity,
    Screen: ActivityScreen,
    SidebarSection: ActivitySidebar,
  },
  {
    id: "settings",
    label: "screen.settings",
    icon: Settings,
    Screen: SettingsScreen,
    SidebarSection: SettingsSidebar,
  },
];
