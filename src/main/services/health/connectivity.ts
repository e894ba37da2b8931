import type { ErrorJson } from "#shared/errors/app-error.ts";
import { isOffline, reachOf } from "#main/domain/health/reach.ts";
import type { Announcements } from "../announcements/announcements.ts";

/** Whether this computer reaches the world, judged by the user's own calls alone: nobody is asked for it. */
export interface Connectivity {
  /** How a call or a listing ended; `error` is absent for a good end. */
  note(instance: string, error?: ErrorJson): void;
  isOffline(): boolean;
}

export interface ConnectivityDependencies {
  /** Whether an instance is on and lies beyond the user's own network. */
  readonly isCloud: (instance: string) => boolean;
  readonly announcements: Announcements;
}

export function createConnectivity({
  isCloud,
  announcements,
}: ConnectivityDependencies): Connectivity {
  const latest = new Map<string, boolean>();
  let told = false;

  function judge(): boolean {
    const beyond: boolean[] = [];
    latest.forEach((reached, id) => {
      if (isCloud(id)) beyond.push(reached);
    });
    return isOffline(beyond);
  }

  return {
    note(instance, error) {
      const reached = reachOf(error);
      if (reached === undefined) return;
      latest.set(instance, reached);
      // With one who was reached just now the others need not be looked at.
      const now = !(reached && isCloud(instance)) && judge();
      if (now === told) return;
      told = now;
      announcements.announce("connectivity");
    },
    isOffline: judge,
  };
}
