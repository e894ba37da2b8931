import { useEffect, useRef } from "react";

/**
 * Calls when a person goes from what they typed in without leaving the field first: a shortcut or the
 * way back brought another screen, or the page is reloaded or closed.
 */
export function useLeaving(leave: () => void): void {
  const latest = useRef(leave);
  useEffect(() => {
    latest.current = leave;
  });
  useEffect(() => {
    const now = () => latest.current();
    // What is only sent when the page is already gone may not leave it: that is too late by itself.
    addEventListener("beforeunload", now);
    addEventListener("pagehide", now);
    return () => {
      removeEventListener("beforeunload", now);
      removeEventListener("pagehide", now);
      now();
    };
  }, []);
}
