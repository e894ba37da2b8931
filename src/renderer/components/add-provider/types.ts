import type {
  InferContractRouterInputs,
  InferContractRouterOutputs,
} from "@orpc/contract";
import type { instancesContract } from "#shared/rpc/instances.ts";

export type ContractInputs = InferContractRouterInputs<
  typeof instancesContract
>;
export type ContractOutputs = InferContractRouterOutputs<
  typeof instancesContract
>;

/** What the dialog asks of the backend. Each call throws AppError. */
export interface AddProviderBackend {
  readonly presets: () => Promise<ContractOutputs["presets"]>;
  readonly recognize: (text: string) => Promise<ContractOutputs["recognize"]>;
  readonly add: (
    instance: ContractInputs["add"],
  ) => Promise<ContractOutputs["add"]>;
  readonly test: (id: string) => Promise<ContractOutputs["test"]>;
  readonly remove: (id: string) => Promise<void>;
}
