import { create } from "zustand";
import type { SetDraft, SetFormat } from "./set-draft.ts";

/** A prompt set that is being put together. */
export interface NewSet {
  readonly title: string;
  readonly format: SetFormat;
  readonly text: string;
  /** Of the file that the text came from. */
  readonly fileName?: string | undefined;
  readonly template: string;
  /** Absent: nothing was changed yet; models are suggested then. */
  readonly draft?: SetDraft | undefined;
}

const emptySet: NewSet = {
  title: "",
  format: "lines",
  text: "",
  template: "",
};

const storageKey = "modeldocker.new-set";
/** A longer text lives as long as the page. */
const longestKept = 1_000_000;

/** It waits while other screens are on show, and over a reload. */
export const useNewSet = create<NewSet>(() => restored());

export function changeNewSet(change: Partial<NewSet>): void {
  useNewSet.setState(change);
}

export function clearNewSet(): void {
  useNewSet.setState(emptySet, true);
  localStorage.removeItem(storageKey);
}

addEventListener("pagehide", () => {
  const set = useNewSet.getState();
  const kept = set.text.length > longestKept ? { ...set, text: "" } : set;
  try {
    if (isEmpty(kept)) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(kept));
  } catch {
    // A full storage costs what was typed only after a reload.
  }
});

function isEmpty({ title, text, template, draft }: NewSet): boolean {
  return title + text + template === "" && draft === undefined;
}

function restored(): NewSet {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    // What another version left would be misread.
    return isNewSet(kept) ? kept : emptySet;
  } catch {
    return emptySet;
  }
}

function isNewSet(kept: unknown): kept is NewSet {
  const { title, format, text, template, draft } = kept as Partial<NewSet>;
  return (
    [title, format, text, template].every((it) => typeof it === "string") &&
    (draft === undefined ||
      (Array.isArray(draft.models) &&
        Array.isArray(draft.assertions) &&
        typeof draft.concurrency === "string" &&
        typeof draft.budget === "string"))
  );
}
