import { create } from "zustand";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { rarely } from "./app-rarely.ts";

const everyMinute = 60_000;

/** What this day has cost so far, in billionths of a dollar; absent until it is known. */
export const useSpentToday = create<{ readonly nanoUsd?: number }>(() => ({}));

function read(): void {
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  client.activity.spent({ since: midnight.toISOString() }).then(
    ({ costNanoUsd }) => useSpentToday.setState({ nanoUsd: costNanoUsd }),
    // The connection's own notice tells of a lost backend.
    () => undefined,
  );
}

export function followSpentToday(): () => void {
  const stop = onBackendChange(["activity"], rarely(read));
  // Midnight begins a new sum.
  const timer = setInterval(read, everyMinute);
  return () => {
    stop();
    clearInterval(timer);
  };
}
