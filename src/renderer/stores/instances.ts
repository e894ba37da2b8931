import { create } from "zustand";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import { creditPage } from "#renderer/format/credit-page.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

export interface InstancesState {
  readonly loading: Loading;
  readonly instances: readonly InstanceView[];
}

export const useInstances = create<InstancesState>(() => ({
  loading: { status: "loading" },
  instances: [],
}));

export async function loadInstances(): Promise<void> {
  try {
    const instances = await client.instances.list();
    useInstances.setState({ loading: { status: "ready" }, instances });
  } catch (error) {
    if (useInstances.getState().loading.status !== "ready")
      useInstances.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

export function followInstances(): () => void {
  return onBackendChange(["instances", "models", "local"], () => {
    void loadInstances();
  });
}

/** How a person calls an instance; its id where it is gone. */
export function instanceName(id: string): string {
  const { instances } = useInstances.getState();
  return instances.find((instance) => instance.id === id)?.name ?? id;
}

/** The same as a hook. */
export function useInstanceName(id: string): string {
  return useInstances(
    ({ instances }) =>
      instances.find((instance) => instance.id === id)?.name ?? id,
  );
}

/** Opens the page where credit is added, where the failed call's provider has a known one. */
export function addingCredit(error: ErrorJson): {
  readonly "add-credit"?: () => void;
} {
  const instance = useInstances
    .getState()
    .instances.find(({ id }) => id === error.data["instance"]);
  const page = instance && creditPage(instance);
  return page === undefined
    ? {}
    : { "add-credit": () => void open(page, "_blank", "noopener,noreferrer") };
}
