import { create } from "zustand";
import type { Settings } from "#shared/settings/schema.ts";
import { desktop } from "#renderer/rpc/client.ts";
import { useSettings } from "./settings.ts";

export type Theme = Settings["theme"];

const rememberedKey = "modeldocker.theme";
const themes: readonly Theme[] = ["system", "light", "dark"];

/** The theme on show, resolved. */
export const useShownTheme = create<{ readonly shown: "light" | "dark" }>(
  () => ({ shown: "light" }),
);

function show(theme: Theme): void {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const shown = theme === "system" ? (dark ? "dark" : "light") : theme;
  document.documentElement.dataset["theme"] = shown;
  useShownTheme.setState({ shown });
}

/** The last choice, so that the first frame has the right colours before the backend answers. */
function remembered(): Theme {
  const value = localStorage.getItem(rememberedKey);
  return themes.find((theme) => theme === value) ?? "system";
}

/** Keeps the page in the chosen theme until the returned function is called. */
export function followTheme(): () => void {
  let theme = remembered();
  show(theme);
  const system = matchMedia("(prefers-color-scheme: dark)");
  const onSystem = () => show(theme);
  system.addEventListener("change", onSystem);
  const unsubscribe = useSettings.subscribe(({ loading, values }) => {
    if (loading.status !== "ready" || values.theme === theme) return;
    theme = values.theme;
    localStorage.setItem(rememberedKey, theme);
    show(theme);
    void desktop?.setTheme({ theme }).catch(() => undefined);
  });
  return () => {
    system.removeEventListener("change", onSystem);
    unsubscribe();
  };
}
