import { describe, expect, it } from "vitest";
import { wantsToSend } from "#renderer/components/composer/composer-keys.ts";

const enter = {
  key: "Enter",
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
};

describe("Enter in the composer", () => {
  it("sends, and with Shift or Alt makes a line", () => {
    expect(wantsToSend(enter, true)).toBe(true);
    expect(wantsToSend({ ...enter, shiftKey: true }, true)).toBe(false);
    expect(wantsToSend({ ...enter, altKey: true }, true)).toBe(false);
    expect(wantsToSend({ ...enter, key: "a" }, true)).toBe(false);
  });

  it("belongs to the input method while that composes, in both ways browsers say so", () => {
    expect(wantsToSend({ ...enter, isComposing: true }, true)).toBe(false);
    expect(wantsToSend({ ...enter, keyCode: 229 }, true)).toBe(false);
    expect(wantsToSend({ ...enter, keyCode: 229, ctrlKey: true }, true)).toBe(
      false,
    );
  });

  it("makes a line where the setting says so; Ctrl or ⌘ still sends", () => {
    expect(wantsToSend(enter, false)).toBe(false);
    expect(wantsToSend({ ...enter, ctrlKey: true }, false)).toBe(true);
    expect(wantsToSend({ ...enter, metaKey: true }, false)).toBe(true);
  });
});
