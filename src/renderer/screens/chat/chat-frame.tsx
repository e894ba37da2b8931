import { useCallback, useEffect, type ReactNode } from "react";
import { matchesShortcut } from "#renderer/components/shortcut.ts";
import { isCovered } from "./chat-shortcuts.ts";
import { ChatHeader } from "./chat-header.tsx";
import styles from "./chat-screen.module.css";
import { Inspector, type InspectorProps } from "./inspector.tsx";
import {
  closeOverlay,
  toggleInspector,
  useInspectorOpen,
} from "./inspector-state.ts";
import { openModelPicker } from "./picker-state.ts";

/** Header, messages above the composer, and the inspector beside them. */
export function ChatFrame({
  title,
  model,
  onRename,
  onCompare,
  onModel,
  inspector,
  composer,
  children,
}: {
  readonly title: string;
  readonly model: string | undefined;
  readonly onRename?: (title: string) => void;
  readonly onCompare?: () => void;
  readonly onModel: (model: string, replyId: string | undefined) => void;
  readonly inspector: InspectorProps;
  readonly composer: ReactNode;
  readonly children: ReactNode;
}) {
  const inspectorOpen = useInspectorOpen((state) => state.open);
  useFrameShortcuts();
  return (
    <>
      <ChatHeader
        title={title}
        model={model}
        isPrivate={inspector.isPrivate}
        inspectorOpen={inspectorOpen}
        {...(onRename === undefined ? {} : { onRename })}
        {...(onCompare === undefined ? {} : { onCompare })}
        onModel={onModel}
        onToggleInspector={toggleInspector}
      />
      <div className={styles.body}>
        <div className={styles.chat}>
          {children}
          <div className={styles.foot}>{composer}</div>
        </div>
        {inspectorOpen && <Inspector {...inspector} />}
      </div>
    </>
  );
}

function useFrameShortcuts(): void {
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (matchesShortcut(event, "mod+i")) toggleInspector();
    else if (matchesShortcut(event, "mod+m")) openModelPicker();
    else if (event.key !== "Escape" || isCovered() || !closeOverlay()) return;
    event.preventDefault();
  }, []);
  useEffect(() => {
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onKeyDown]);
}
