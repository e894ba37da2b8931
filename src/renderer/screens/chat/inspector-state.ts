import { create } from "zustand";

const storageKey = "modeldocker.inspector";
/** Below this width the inspector lies over the text, so it begins closed. */
const roomyWidth = 1_100;

/** Kept per window, for all chats. */
export const useInspectorOpen = create<{ readonly open: boolean }>(() => {
  const kept = localStorage.getItem(storageKey);
  return { open: kept === null ? innerWidth >= roomyWidth : kept === "open" };
});

export function toggleInspector(): void {
  const open = !useInspectorOpen.getState().open;
  localStorage.setItem(storageKey, open ? "open" : "closed");
  useInspectorOpen.setState({ open });
}
