import type { InstanceKind } from "#shared/models/instance.ts";
import { defaultAddress } from "../catalog/default-address.ts";
import { isLoopbackHost, isPrivateHost } from "../catalog/private-host.ts";

/** Where an instance runs, as far as its kind and configured address say. */
export interface Whereabouts {
  /** On this very computer. */
  readonly local: boolean;
  /** Outside the user's own network. */
  readonly cloud: boolean;
}

export function whereabouts(
  kind: InstanceKind,
  baseUrl: string | undefined,
): Whereabouts {
  if (kind === "llamacpp" || kind === "demo")
    return { local: true, cloud: false };
  const address = baseUrl ?? defaultAddress(kind);
  const host = address === undefined ? undefined : new URL(address).hostname;
  return {
    local: host !== undefined && isLoopbackHost(host),
    cloud: host === undefined || !isPrivateHost(host),
  };
}
