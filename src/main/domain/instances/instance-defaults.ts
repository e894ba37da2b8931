import type { InstanceSettingsView } from "#shared/models/instance-settings.ts";
import { defaultAddress } from "../catalog/default-address.ts";
import type { Instance } from "./instance.ts";
import { defaultTimeouts } from "./timeouts.ts";
import { whereabouts } from "./whereabouts.ts";

/** Calls of one target in all, the first one included. */
export const defaultAttempts = 3;

/** What holds for an instance where nobody set anything. */
export function defaultsOf({
  kind,
  baseUrl,
}: Pick<Instance, "kind" | "baseUrl">): InstanceSettingsView["defaults"] {
  const { local, cloud } = whereabouts(kind, baseUrl);
  const { progressMs: _, ...timeouts } = defaultTimeouts(local);
  const address = defaultAddress(kind);
  return {
    ...(address === undefined ? {} : { baseUrl: address }),
    cloud,
    maxAttempts: defaultAttempts,
    timeouts,
  };
}
