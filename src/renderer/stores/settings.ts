import { create } from "zustand";
import {
  defaultSettings,
  type SettingKey,
  type Settings,
} from "#shared/settings/schema.ts";
import type { Fixer, SettingsState } from "#shared/rpc/settings.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { createUnsaved } from "./app-unsaved.ts";

export interface ShownSettings {
  readonly loading: Loading;
  readonly values: Settings;
  /** Keys that cannot be changed here, and what fixes them. */
  readonly locked: Readonly<Partial<Record<SettingKey, Fixer>>>;
  /** What the config file says of the cache beyond the settings. */
  readonly cache: SettingsState["cache"];
}

/** The settings; defaults until the backend answered. `useSettings((s) => s.values.sendWithEnter)` */
export const useSettings = create<ShownSettings>(() => ({
  loading: { status: "loading" },
  values: defaultSettings,
  locked: {},
  cache: { isOff: false },
}));

const unsaved = createUnsaved<Settings>();

function show({ values, locked, cache }: SettingsState): void {
  useSettings.setState({
    loading: { status: "ready" },
    values: unsaved.over(values),
    locked,
    cache,
  });
}

export async function loadSettings(): Promise<void> {
  try {
    show(await client.settings.get());
  } catch (error) {
    if (useSettings.getState().loading.status !== "ready")
      useSettings.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

/** Shows the value at once; taken back, with the failure thrown as AppError, if it is refused. */
export async function setSetting<Key extends SettingKey>(
  key: Key,
  value: Settings[Key],
): Promise<void> {
  const before = useSettings.getState().values;
  const release = unsaved.hold({ [key]: value });
  useSettings.setState({ values: unsaved.over(before) });
  try {
    const told = await client.settings.set({ key, value });
    release();
    show(told);
  } catch (error) {
    release();
    const { values } = useSettings.getState();
    useSettings.setState({ values: { ...values, [key]: before[key] } });
    throw error;
  }
}

export function followSettings(): () => void {
  return onBackendChange(["settings"], () => {
    void loadSettings();
  });
}
