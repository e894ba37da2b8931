import { create } from "zustand";

/** The model picker of the header, opened from elsewhere. */
export const usePickerState = create<{
  readonly open: boolean;
  /** A reply that the chosen model writes again; absent: only the chat's model changes. */
  readonly replyId?: string | undefined;
}>(() => ({ open: false }));

/** Opens it; the chosen model then also writes this reply again. */
export function openModelPicker(replyId?: string): void {
  usePickerState.setState({ open: true, replyId });
}

export function setPickerOpen(open: boolean): void {
  usePickerState.setState(open ? { open } : { open, replyId: undefined });
}
