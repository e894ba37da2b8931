import { useEffect } from "react";
import { useTyped } from "#renderer/components/use-typed.ts";

const pauseMs = 200;

/** Text that is searched for once the typing pauses; what was searched for elsewhere replaces it. */
export function useSearchDraft(
  value: string,
  search: (text: string) => void,
): { readonly draft: string; readonly setDraft: (text: string) => void } {
  const [draft, setDraft] = useTyped(value);
  useEffect(() => {
    if (draft === value) return undefined;
    const timer = setTimeout(() => search(draft), pauseMs);
    return () => clearTimeout(timer);
  });
  return { draft, setDraft };
}
