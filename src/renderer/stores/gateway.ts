import { create } from "zustand";
import type {
  GatewayOptions,
  GatewayState,
} from "#shared/gateway/gateway-state.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

/** How the HTTP door for other programs stands. */
export const useGateway = create<{
  readonly loading: Loading;
  readonly state: GatewayState | undefined;
}>(() => ({ loading: { status: "loading" }, state: undefined }));

export async function loadGateway(): Promise<void> {
  try {
    show(await client.gateway.state());
  } catch (error) {
    if (useGateway.getState().loading.status !== "ready")
      useGateway.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

function show(state: GatewayState): void {
  useGateway.setState({ loading: { status: "ready" }, state });
}

export function followGateway(): () => void {
  return onBackendChange(["gateway", "audit"], () => void loadGateway());
}

/** Changes options and waits until the gateway stands so. Throws AppError; then nothing has changed. */
export async function configureGateway(
  options: Partial<GatewayOptions>,
): Promise<void> {
  show(await client.gateway.configure(options));
}
