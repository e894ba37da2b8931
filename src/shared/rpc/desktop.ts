import { oc } from "@orpc/contract";
import { z } from "zod";

/**
 * What only the desktop window offers; the browser has no such port, so callers must do without.
 * Answered by the window's own process even when another one owns the data.
 */
export const desktopContract = {
  /** Shows the system's dialog for one GGUF file; `path` is absent when it was cancelled. */
  chooseModelFile: oc.output(z.object({ path: z.string().optional() })),
  /** Shows the folder of the log files in the system's file manager; false where nothing there opens folders. */
  openLogFolder: oc.output(z.object({ opened: z.boolean() })),
  /** Colours the system draws itself: window controls, menus, scroll bars. */
  setTheme: oc.input(z.object({ theme: z.enum(["system", "light", "dark"]) })),
};

export type DesktopContract = typeof desktopContract;
