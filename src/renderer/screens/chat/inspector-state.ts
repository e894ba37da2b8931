import { create } from "zustand";

const storageKey = "modeldocker.inspector";
/** Where there is less the inspector lies over text and composer; the same width as in its styles. */
const narrow = matchMedia("(width < 1100px)");

/** Kept per window, for all chats. Where it would lie over them it is only there while it is wanted. */
export const useInspectorOpen = create<{ readonly open: boolean }>(() => ({
  open: opensByItself(),
}));

narrow.addEventListener("change", () =>
  useInspectorOpen.setState({ open: opensByItself() }),
);

function opensByItself(): boolean {
  return !narrow.matches && localStorage.getItem(storageKey) !== "closed";
}

export function toggleInspector(): void {
  const open = !useInspectorOpen.getState().open;
  if (!narrow.matches)
    localStorage.setItem(storageKey, open ? "open" : "closed");
  useInspectorOpen.setState({ open });
}

/** Whether there was one over the text that could be closed. */
export function closeOverlay(): boolean {
  const isOver = narrow.matches && useInspectorOpen.getState().open;
  if (isOver) useInspectorOpen.setState({ open: false });
  return isOver;
}
