import { expect, it } from "vitest";
import { groupConversations } from "#renderer/stores/conversation-groups.ts";

const now = new Date(2026, 2, 15, 9, 30).getTime();
const at = (day: number, hour: number, pinned = false) => ({
  pinned,
  updatedAt: new Date(2026, 2, day, hour).toISOString(),
});

it("puts conversations under the day of their last change, by the local calendar", () => {
  const rows = groupConversations(
    [
      at(2, 1, true),
      at(15, 8),
      at(15, 0),
      at(14, 23),
      at(14, 0),
      at(13, 23),
      at(8, 1),
      at(7, 23),
    ],
    now,
  );
  expect(
    rows.map((row) => (row.type === "group" ? row.group : "·")).join(" "),
  ).toBe("pinned · today · · yesterday · · last-week · · older ·");
});

it("draws nothing for nothing", () => {
  expect(groupConversations([], now)).toEqual([]);
});
