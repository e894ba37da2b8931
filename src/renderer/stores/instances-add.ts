import { create } from "zustand";
import type { InstanceView } from "#shared/models/instance.ts";

/** The dialog that adds a provider, from wherever it was asked for. */
export const useAddProvider = create<{
  readonly open: boolean;
  readonly onDone?: ((instance: InstanceView) => void) | undefined;
}>(() => ({ open: false }));

/** Asks for a provider; `onDone` is told when it was added and the person is content. */
export function openAddProvider(
  onDone?: (instance: InstanceView) => void,
): void {
  useAddProvider.setState({ open: true, onDone });
}

export function closeAddProvider(): void {
  useAddProvider.setState({ open: false, onDone: undefined });
}
