import { useEffect, useRef } from "react";
import {
  settingEntries,
  settingGroups,
  settingKeys,
  type SettingGroup,
} from "#shared/settings/schema.ts";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
} from "#renderer/stores/app-errors.ts";
import { useNavigation } from "#renderer/stores/app-navigation.ts";
import { loadSettings, useSettings } from "#renderer/stores/settings.ts";
import { About } from "./about.tsx";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";

/** Drawn from the schema: a new entry there appears here by itself. */
export function SettingsScreen() {
  const loading = useSettings((state) => state.loading);
  return (
    <>
      <ScreenHeader title={t("settings.title")} />
      <div className={styles.scroller}>
        <div className={styles.column}>
          {loading.status === "loading" && (
            <SkeletonRows label={t("common.loading")} rows={8} />
          )}
          {loading.status === "failed" && (
            <ErrorNotice
              error={loading.error}
              handlers={{
                ...commonErrorHandlers,
                retry: () => void loadSettings(),
              }}
              onCopyDiagnostics={(error) => void copyDiagnostics(error)}
            />
          )}
          {loading.status === "ready" && (
            <>
              {settingGroups.map((group) => (
                <Group key={group} group={group} />
              ))}
              <About />
            </>
          )}
        </div>
      </div>
    </>
  );
}

function Group({ group }: { readonly group: SettingGroup }) {
  const wanted = useNavigation((state) => state.argument) === group;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted) section.current?.scrollIntoView({ block: "start" });
  }, [wanted]);
  const keys = settingKeys.filter((key) => settingEntries[key].group === group);
  return (
    <section
      ref={section}
      className={styles.group}
      aria-labelledby={`settings-${group}`}
    >
      <h2 className={styles.heading} id={`settings-${group}`}>
        {t(`settings.group.${group}`)}
      </h2>
      <div className={styles.rows}>
        {keys.map((key) => (
          <SettingRow key={key} name={key} />
        ))}
      </div>
    </section>
  );
}
