import { useEffect } from "react";
import { matchesShortcut } from "#renderer/components/shortcut.ts";
import { desktop } from "#renderer/rpc/client.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";

/** A browser keeps mod+n for its own windows. */
export const newChatShortcut = desktop === undefined ? "mod+shift+o" : "mod+n";

export function startNewChat(): void {
  navigate("chat");
  focusComposer();
}

/** Where typing goes; after the next drawing, as the composer may just be arriving. */
export function focusComposer(): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>("[data-composer]")?.focus(),
  );
}

/** Something that floats above the chat answers Escape itself. */
export function isCovered(): boolean {
  return (
    document.querySelector(
      "[role=dialog][data-open], [role=menu][data-open], [role=listbox][data-open]",
    ) !== null
  );
}

/** New chat from anywhere in the screen; Escape stops what streams. */
export function useChatShortcuts(stop: (() => void) | undefined): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const isNew =
        matchesShortcut(event, "mod+n") ||
        matchesShortcut(event, "mod+shift+o");
      if (isNew) startNewChat();
      else if (event.key === "Escape" && stop !== undefined && !isCovered())
        stop();
      else return;
      event.preventDefault();
    }
    // Before the shell's own listener, which stands on the window.
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [stop]);
}
