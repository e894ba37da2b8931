import { create } from "zustand";

/** What the window's live region says now; `turn` makes a repeated sentence heard again. */
export const useAnnouncement = create<{
  readonly text: string;
  readonly turn: number;
}>(() => ({ text: "", turn: 0 }));

/** Tells people who listen: one short sentence for the start or the end of something, never deltas. */
export function announce(text: string): void {
  useAnnouncement.setState((state) => ({ text, turn: state.turn + 1 }));
}
