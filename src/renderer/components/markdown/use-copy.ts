import { useEffect, useRef, useState } from "react";

const shownMs = 1_600;

/** Copies a text and says for a moment how that went. */
export function useCopy(): {
  readonly state: "idle" | "copied" | "failed";
  readonly copy: (text: string) => Promise<void>;
} {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    state,
    copy: async (text) => {
      const outcome = await navigator.clipboard.writeText(text).then(
        () => "copied" as const,
        () => "failed" as const,
      );
      setState(outcome);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setState("idle"), shownMs);
    },
  };
}
