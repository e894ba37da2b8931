import { useEffect, type CSSProperties } from "react";
import { ErrorBoundary } from "./components/error-boundary.tsx";
import { matchesShortcut } from "./components/shortcut.ts";
import { ConnectionFooter } from "./components/shell/connection-footer.tsx";
import { OfflineNotice } from "./components/shell/offline-notice.tsx";
import { Sidebar } from "./components/shell/sidebar.tsx";
import { formatUsd } from "./format/money.ts";
import { formatCount } from "./format/numbers.ts";
import { t } from "./messages/t.ts";
import { useConnection } from "./rpc/client.ts";
import { screenTable } from "./screen-table.ts";
import styles from "./shell.module.css";
import { useSpentToday } from "./stores/activity-today.ts";
import { copyDiagnostics } from "./stores/app-errors.ts";
import { useAppInfo } from "./stores/app-info.ts";
import { toggleSidebar, useLayout } from "./stores/app-layout.ts";
import {
  goBack,
  navigate,
  useNavigation,
  visit,
  type ScreenId,
} from "./stores/app-navigation.ts";
import { summarizeConnection } from "./stores/instances-connection.ts";
import { useInstances } from "./stores/instances.ts";
import { refreshModels, useModels } from "./stores/models.ts";

/** Sidebar and the current screen. */
export function Shell() {
  const screen = useNavigation((state) => state.screen);
  const collapsed = useLayout((state) => state.sidebarCollapsed);
  const modelCount = useModels((state) => state.models.length);
  const current = screenTable.find((row) => row.id === screen);
  useShortcuts();
  if (current === undefined) return null;
  const { Screen, SidebarSection } = current;
  // Screens that reach under the window's buttons need to know where they begin.
  const style = {
    "--sidebar-shown": collapsed ? "var(--sidebar-rail)" : "var(--sidebar)",
  } as CSSProperties;
  return (
    <div className={styles.shell} style={style}>
      <a className={styles.skip} href="#main" onClick={skipToContent}>
        {t("shell.skip")}
      </a>
      <Sidebar
        rows={screenTable.map((row, index) => ({
          id: row.id,
          label: t(row.label as "screen.chat"),
          icon: row.icon,
          shortcut: `mod+${index + 1}`,
          badge:
            row.id === "models" && modelCount > 0
              ? formatCount(modelCount)
              : undefined,
        }))}
        current={screen}
        collapsed={collapsed}
        onSelect={(id) => visit(id as ScreenId)}
        onToggle={toggleSidebar}
        section={SidebarSection === undefined ? undefined : <SidebarSection />}
        footer={<Footer collapsed={collapsed} />}
      />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Offline />
        <ErrorBoundary
          key={screen}
          onCopyDiagnostics={() => void copyDiagnostics()}
        >
          <Screen />
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Offline() {
  const offline = useAppInfo(({ info }) => info?.offline === true);
  const retrying = useModels((state) => state.refreshing);
  // What the system notices first spares the wait for the next look.
  useEffect(() => {
    if (!offline) return undefined;
    const retry = () => void refreshModels();
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [offline]);
  if (!offline) return null;
  return (
    <OfflineNotice
      retrying={retrying}
      onRetry={() => void refreshModels()}
      onShowLocal={() => navigate("models")}
    />
  );
}

function Footer({ collapsed }: { readonly collapsed: boolean }) {
  const status = useConnection((state) => state.status);
  const instances = useInstances((state) => state.instances);
  const spent = useSpentToday(({ nanoUsd }) => nanoUsd);
  const offline = useAppInfo(({ info }) => info?.offline === true);
  const { state, text, hint } = summarizeConnection(status, instances);
  return (
    <ConnectionFooter
      state={offline && state === "good" ? "warn" : state}
      text={text}
      hint={hint ?? (offline ? t("shell.offline") : undefined)}
      collapsed={collapsed}
      spentToday={spent === undefined ? undefined : formatUsd(spent)}
      onOpen={() => navigate("providers")}
      onOpenActivity={() => navigate("activity")}
    />
  );
}

/** The hash is the router's, so the jump is made by hand. */
function skipToContent(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** mod+1 … mod+n, mod+b, and Escape for what nothing nearer has taken. */
function useShortcuts(): void {
  useEffect(() => {
    let popupWasOpen = false;
    // Before anyone reacts: a popup that this very key closes is gone by the time it bubbles up.
    function onCapture(): void {
      popupWasOpen =
        document.querySelector("[data-base-ui-portal] [data-open]") !== null;
    }
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === "Escape" && popupWasOpen) return;
      if (event.defaultPrevented || event.isComposing) return;
      const row = screenTable.find((_, index) =>
        matchesShortcut(event, `mod+${index + 1}`),
      );
      if (row !== undefined) visit(row.id);
      else if (matchesShortcut(event, "mod+b")) toggleSidebar();
      else if (!(event.key === "Escape" && escapeSteps(event))) return;
      event.preventDefault();
    }
    addEventListener("keydown", onCapture, { capture: true });
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", onCapture, { capture: true });
      removeEventListener("keydown", onKeyDown);
    };
  }, []);
}

/** Escape in a field leaves the field; elsewhere it steps back. False when nothing is left to do. */
function escapeSteps({ target }: KeyboardEvent): boolean {
  const editable =
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName));
  if (editable) {
    target.blur();
    return true;
  }
  return useNavigation.getState().screen !== "chat" && goBack();
}
