import { onBackendChange } from "./app-changes.ts";
import { loadInstances } from "./instances.ts";

/** Least time between two readings while calls come and go. */
const intervalMs = 400;
/** A pause after failures ends by time alone, which nobody announces. */
const againMs = 5_000;

/** Reads how the instances fare whenever it changes, until the returned function is called. */
export function followHealth(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = onBackendChange(["health"], () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void loadInstances();
    }, intervalMs);
  });
  const again = setInterval(() => void loadInstances(), againMs);
  return () => {
    stop();
    clearTimeout(timer);
    clearInterval(again);
  };
}
