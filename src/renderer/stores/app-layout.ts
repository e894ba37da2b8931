import { create } from "zustand";

const collapsedKey = "modeldocker.sidebar-collapsed";

/** How this window is laid out; kept per window, not a setting. */
export const useLayout = create<{ readonly sidebarCollapsed: boolean }>(() => ({
  sidebarCollapsed:
    typeof localStorage !== "undefined" &&
    localStorage.getItem(collapsedKey) === "true",
}));

export function toggleSidebar(): void {
  const sidebarCollapsed = !useLayout.getState().sidebarCollapsed;
  localStorage.setItem(collapsedKey, String(sidebarCollapsed));
  useLayout.setState({ sidebarCollapsed });
}
