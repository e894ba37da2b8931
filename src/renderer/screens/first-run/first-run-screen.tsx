import {
  FileBox,
  FlaskConical,
  KeyRound,
  Monitor,
  Moon,
  Sun,
} from "lucide-react";
import { useState, type ReactNode } from "react";
import type { InstanceView } from "#shared/models/instance.ts";
import { BrandMark } from "#renderer/components/brand.tsx";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import {
  comfortableModelBytes,
  formatMemory,
} from "#renderer/format/numbers.ts";
import { rich, t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { finishFirstRun } from "#renderer/stores/app-first-run.ts";
import { useAppInfo } from "#renderer/stores/app-info.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { openAddProvider } from "#renderer/stores/instances-add.ts";
import { loadInstances } from "#renderer/stores/instances.ts";
import { openModelFile } from "#renderer/stores/models-open-file.ts";
import { loadModels } from "#renderer/stores/models.ts";
import { setSetting, useSettings } from "#renderer/stores/settings.ts";
import styles from "./first-run.module.css";

/** The first thing a newcomer sees: ways to a first answer, each of which can wait. */
export function FirstRunScreen() {
  return (
    <main className={styles.screen}>
      <div className={styles.bar}>
        <ThemeButton />
        <Button
          variant="quiet"
          onClick={() => finishFirstRun({ skipped: true })}
        >
          {t("firstRun.skip")}
        </Button>
      </div>
      <div className={styles.column}>
        <h1 className={styles.title}>
          <BrandMark size={24} />
          {t("firstRun.title")}
        </h1>
        <p className={styles.intro}>{t("firstRun.intro")}</p>
        <ul className={styles.choices}>
          <KeyChoice />
          <FileChoice />
        </ul>
        <Demo />
      </div>
    </main>
  );
}

/** To the chat, with something to talk to. */
function start(): void {
  finishFirstRun();
  navigate("chat", undefined, { replace: true });
}

function KeyChoice() {
  return (
    <Choice
      main
      icon={<KeyRound size={16} />}
      title={t("firstRun.key.title")}
      detail={t("firstRun.key.detail")}
      action={
        <Button
          variant="primary"
          autoFocus
          onClick={() => openAddProvider((_: InstanceView) => start())}
        >
          {t("firstRun.key.action")}
        </Button>
      }
    />
  );
}

function FileChoice() {
  const memoryBytes = useAppInfo((state) => state.info?.memoryBytes);
  return (
    <Choice
      icon={<FileBox size={16} />}
      title={t("firstRun.file.title")}
      detail={
        memoryBytes === undefined
          ? t("firstRun.file.detailUnknown")
          : t("firstRun.file.detail", {
              memory: formatMemory(memoryBytes),
              limit: formatMemory(comfortableModelBytes(memoryBytes)),
            })
      }
      action={
        <Button onClick={() => void openModelFile(start)}>
          {t("firstRun.file.action")}
        </Button>
      }
    />
  );
}

function Demo() {
  const [busy, setBusy] = useState(false);
  async function tryDemo(): Promise<void> {
    setBusy(true);
    try {
      await client.instances.enableDemo();
      await Promise.all([loadInstances(), loadModels()]);
      start();
    } catch (error) {
      toastError(error);
      setBusy(false);
    }
  }
  return (
    <p className={styles.demo}>
      <FlaskConical size={16} aria-hidden />
      <span>
        {rich("firstRun.demo", {
          demo: (text) => (
            <button
              type="button"
              className={styles.link}
              disabled={busy}
              onClick={() => void tryDemo()}
            >
              {text}
            </button>
          ),
        })}
      </span>
    </p>
  );
}

function Choice({
  main = false,
  icon,
  title,
  detail,
  action,
}: {
  /** The one most people want; drawn with the accent. */
  readonly main?: boolean;
  readonly icon: ReactNode;
  readonly title: string;
  readonly detail: string;
  readonly action: ReactNode;
}) {
  return (
    <li className={styles.choice} data-main={main}>
      <span className={styles.icon}>{icon}</span>
      <div className={styles.words}>
        <h2 className={styles.choiceTitle}>{title}</h2>
        <p className={styles.detail}>{detail}</p>
      </div>
      {action}
    </li>
  );
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const nextTheme = { system: "light", light: "dark", dark: "system" } as const;

function ThemeButton() {
  const theme = useSettings((state) => state.values.theme);
  const locked = useSettings((state) => state.locked.theme);
  if (locked !== undefined) return null;
  const Icon = themeIcons[theme];
  return (
    <IconButton
      label={t("firstRun.theme", {
        theme: t(`settings.theme.option.${theme}`),
      })}
      icon={<Icon size={16} />}
      onClick={() => {
        setSetting("theme", nextTheme[theme]).catch(toastError);
      }}
    />
  );
}
