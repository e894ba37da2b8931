import { readFileSync, writeFileSync } from "node:fs";
import { screen, type BrowserWindow, type Rectangle } from "electron";
import { z } from "zod";

const stateSchema = z.object({
  bounds: z
    .object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })
    .optional(),
  maximized: z.boolean().default(false),
  /** What the system should draw with, as the page chose it last. */
  theme: z.enum(["system", "light", "dark"]).default("system"),
});
export type WindowState = z.infer<typeof stateSchema>;

export interface WindowStateFile {
  read(): WindowState;
  /** A state that cannot be written is forgotten; it is only a convenience. */
  write(change: Partial<WindowState>): void;
}

export function createWindowStateFile(path: string): WindowStateFile {
  const read = (): WindowState => {
    try {
      return stateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    } catch {
      return stateSchema.parse({});
    }
  };
  return {
    read,
    write(change) {
      try {
        writeFileSync(path, JSON.stringify({ ...read(), ...change }));
      } catch {
        // The next start uses the default size.
      }
    },
  };
}

export const smallestSize = { width: 900, height: 600 } as const;
const defaultSize = { width: 1_280, height: 800 } as const;
/** So much of a title bar must be on some display for a person to be able to drag it. */
const grip = { width: 120, height: 40 } as const;

/** The remembered place, if it can still be seen on the displays of today; else the default size, centred. */
export function placeOf(state: WindowState): Partial<Rectangle> {
  const { bounds } = state;
  if (!bounds) return defaultSize;
  const size = {
    width: Math.max(bounds.width, smallestSize.width),
    height: Math.max(bounds.height, smallestSize.height),
  };
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  return areas.some((area) => canGrip({ ...bounds, ...size }, area))
    ? { x: bounds.x, y: bounds.y, ...size }
    : size;
}

function canGrip(bounds: Rectangle, area: Rectangle): boolean {
  const overlap =
    Math.min(bounds.x + bounds.width, area.x + area.width) -
    Math.max(bounds.x, area.x);
  const top = bounds.y - area.y;
  return overlap >= grip.width && top >= 0 && top <= area.height - grip.height;
}

/** Remembers where the window is when it goes away. */
export function followWindow(
  window: BrowserWindow,
  file: WindowStateFile,
): void {
  window.on("close", () => {
    file.write({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
    });
  });
}
