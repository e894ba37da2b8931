import { create } from "zustand";
import { useAddProvider } from "./instances-add.ts";
import { useInstances } from "./instances.ts";
import { useModels } from "./models.ts";

const skippedKey = "modeldocker.first-run-skipped";

/** `unknown` until the backend said whether anything is connected. */
export type FirstRunPhase = "unknown" | "open" | "done";

export const useFirstRun = create<{ readonly phase: FirstRunPhase }>(() => ({
  phase: "unknown",
}));

/** Ends it; when skipped, also for the next time. */
export function finishFirstRun({ skipped = false } = {}): void {
  if (skipped) localStorage.setItem(skippedKey, "true");
  useFirstRun.setState({ phase: "done" });
}

/** Decides once both lists are there, and ends it when something was connected elsewhere. */
export function followFirstRun(): () => void {
  const stops = [useInstances, useModels, useAddProvider].map((store) =>
    store.subscribe(decide),
  );
  decide();
  return () => {
    for (const stop of stops) stop();
  };
}

function decide(): void {
  if (useFirstRun.getState().phase === "done") return;
  // Someone reads the outcome of adding a provider: do not pull the screen away below it.
  if (useAddProvider.getState().open) return;
  const instances = useInstances.getState();
  const models = useModels.getState();
  const lists = [instances.loading.status, models.loading.status];
  if (lists.includes("loading")) return;
  const nothing =
    models.models.length === 0 &&
    instances.instances.every(
      ({ kind, modelCount }) => kind === "llamacpp" && modelCount === 0,
    );
  const open =
    nothing &&
    !lists.includes("failed") &&
    localStorage.getItem(skippedKey) === null;
  useFirstRun.setState({ phase: open ? "open" : "done" });
}
