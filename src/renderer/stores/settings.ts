import { create } from "zustand";
import {
  defaultSettings,
  type SettingKey,
  type Settings,
} from "#shared/settings/schema.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

export interface SettingsState {
  readonly loading: Loading;
  readonly values: Settings;
  /** Keys that the config file fixes. */
  readonly locked: ReadonlySet<string>;
}

/** The settings; defaults until the backend answered. `useSettings((s) => s.values.sendWithEnter)` */
export const useSettings = create<SettingsState>(() => ({
  loading: { status: "loading" },
  values: defaultSettings,
  locked: new Set(),
}));

export async function loadSettings(): Promise<void> {
  try {
    const { values, locked } = await client.settings.get();
    useSettings.setState({
      loading: { status: "ready" },
      values,
      locked: new Set(locked),
    });
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
  useSettings.setState({ values: { ...before, [key]: value } });
  try {
    const { values, locked } = await client.settings.set({ key, value });
    useSettings.setState({ values, locked: new Set(locked) });
  } catch (error) {
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
