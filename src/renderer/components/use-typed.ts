import { useState } from "react";

/** What is being typed over a value. Once the value has changed, what was typed is void for good. */
export function useTyped(
  value: string,
): readonly [draft: string, setDraft: (draft: string) => void] {
  const [typed, setTyped] = useState({ draft: value, over: value });
  const isVoid = typed.over !== value;
  if (isVoid) setTyped({ draft: value, over: value });
  return [
    isVoid ? value : typed.draft,
    (draft) => setTyped({ draft, over: value }),
  ];
}
