import { useState } from "react";
import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { configureGateway, loadGateway } from "#renderer/stores/gateway.ts";

export interface Power {
  readonly on: boolean;
  readonly turn: (on: boolean) => void;
}

/** The switch answers at once; where the gateway cannot follow, it says so and goes back. */
export function usePower({ options }: GatewayState): Power {
  const [wanted, setWanted] = useState<boolean>();

  async function turn(on: boolean): Promise<void> {
    setWanted(on);
    try {
      await configureGateway({ enabled: on });
    } catch (error) {
      toastError(error);
      await loadGateway();
    } finally {
      setWanted(undefined);
    }
  }

  return { on: wanted ?? options.enabled, turn: (on) => void turn(on) };
}
