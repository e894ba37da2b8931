import {
  providerRows,
  type ProviderRow,
} from "#main/domain/catalog/providers.ts";
import { recognize, type Recognized } from "#main/domain/catalog/recognize.ts";

/** What is known about providers without any network. */
export interface InstancePresets {
  list(): readonly Omit<ProviderRow, "keyPrefixes">[];
  recognize(text: string): Recognized;
}

export const instancePresets: InstancePresets = {
  list: () => providerRows.map(({ keyPrefixes: _, ...row }) => row),
  recognize,
};
