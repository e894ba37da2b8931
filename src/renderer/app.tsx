import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { Unplug } from "lucide-react";
import { useEffect } from "react";
import styles from "./app.module.css";
import { Announcer } from "./components/announcer.tsx";
import { EmptyState } from "./components/empty-state.tsx";
import { Toasts } from "./components/toasts.tsx";
import { Dialogs } from "./dialogs.tsx";
import { t } from "./messages/t.ts";
import { useConnection } from "./rpc/client.ts";
import { FirstRunScreen } from "./screens/first-run/first-run-screen.tsx";
import { Shell } from "./shell.tsx";
import { followSpentToday } from "./stores/activity-today.ts";
import { announce, useAnnouncement } from "./stores/app-announcer.ts";
import { followFirstRun, useFirstRun } from "./stores/app-first-run.ts";
import { followAppInfo } from "./stores/app-info.ts";
import { toastManager } from "./stores/app-toasts.ts";
import { followHistory, useNavigation } from "./stores/app-navigation.ts";
import { followInstances } from "./stores/instances.ts";
import { followModels } from "./stores/models.ts";
import { followPulls } from "./stores/pulls.ts";
import { followSettings } from "./stores/settings.ts";

const tooltipDelayMs = 500;

export function App() {
  useEffect(() => {
    const stops = [
      followHistory(),
      followAppInfo(),
      followSettings(),
      followInstances(),
      followModels(),
      followPulls(),
      followFirstRun(),
      followSpentToday(),
      announceConnection(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    // The page's policy forbids style elements; the library's own styles are in our files.
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={tooltipDelayMs}>
        <div className={styles.app}>
          <Content />
        </div>
        <Dialogs />
        <PlacedToasts />
        <LiveRegion />
      </Tooltip.Provider>
    </CSPProvider>
  );
}

/** Tells those who do not see the sidebar's foot. */
function announceConnection(): () => void {
  return useConnection.subscribe(({ status }, before) => {
    if (status === "reconnecting") announce(t("connection.lost"));
    if (status === "connected" && before.status === "reconnecting")
      announce(t("connection.restored"));
  });
}

function Content() {
  const phase = useFirstRun((state) => state.phase);
  const unauthorized = useConnection(({ status }) => status === "unauthorized");
  if (unauthorized)
    return (
      <EmptyState
        icon={<Unplug size={20} />}
        title={t("connection.unauthorized")}
      >
        {t("connection.unauthorizedDetail")}
      </EmptyState>
    );
  if (phase === "open") return <FirstRunScreen />;
  return <Shell />;
}

function PlacedToasts() {
  const raised = useNavigation(({ screen }) => screen === "chat");
  return <Toasts manager={toastManager} raised={raised} />;
}

function LiveRegion() {
  const announcement = useAnnouncement();
  return <Announcer {...announcement} />;
}
