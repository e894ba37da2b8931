import { describe, expect, test } from "vitest";
import {
  matchesShortcut,
  shortcutText,
} from "#renderer/components/shortcut.ts";

function press(key: string, held: Partial<KeyboardEvent> = {}) {
  return {
    key,
    metaKey: false,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  };
}

describe("shortcuts", () => {
  test("are written as the system writes them", () => {
    expect(shortcutText("mod+shift+k", true)).toBe("⌘⇧K");
    expect(shortcutText("mod+shift+k", false)).toBe("Ctrl Shift K");
    expect(shortcutText("escape", false)).toBe("Esc");
  });

  test("need exactly their own modifiers", () => {
    expect(matchesShortcut(press("1", { ctrlKey: true }), "mod+1", false)).toBe(
      true,
    );
    expect(matchesShortcut(press("1", { ctrlKey: true }), "mod+1", true)).toBe(
      false,
    );
    expect(matchesShortcut(press("1"), "mod+1", false)).toBe(false);
    expect(
      matchesShortcut(
        press("1", { ctrlKey: true, altKey: true }),
        "mod+1",
        false,
      ),
    ).toBe(false);
    expect(matchesShortcut(press("K", { metaKey: true }), "mod+k", true)).toBe(
      true,
    );
  });
});
