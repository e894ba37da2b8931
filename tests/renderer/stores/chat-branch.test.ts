import { describe, expect, it } from "vitest";
import {
  continueBelow,
  mergeNewest,
  prependPage,
  siblingsOf,
  upsertMessage,
} from "#renderer/stores/chat-branch.ts";
import { branch, message } from "./fake-chat-backend.ts";

const ids = (messages: readonly { id: string }[]) =>
  messages.map(({ id }) => id).join(" ");

describe("a branch", () => {
  it("keeps loaded ancestors when its newest page is read again", () => {
    const loaded = branch("u1", "a1", "u2", "a2", "u3");
    const all = branch("u1", "a1", "u2", "a2", "u3", "a3");
    const merged = mergeNewest(
      { messages: loaded, hasOlder: true },
      { messages: all.slice(3), hasMore: true },
    );
    expect(ids(merged.messages)).toBe("u1 a1 u2 a2 u3 a3");
    expect(merged.hasOlder).toBe(true);
  });

  it("joins a page that begins right below what is loaded", () => {
    const all = branch("u1", "a1", "u2", "a2");
    const merged = mergeNewest(
      { messages: all.slice(0, 2), hasOlder: false },
      { messages: all.slice(2), hasMore: true },
    );
    expect(ids(merged.messages)).toBe("u1 a1 u2 a2");
    expect(merged.hasOlder).toBe(false);
  });

  it("is replaced by a page of another branch", () => {
    const other = [message("u8", { parentId: "a7" }), message("a8")];
    const merged = mergeNewest(
      { messages: branch("u1", "a1"), hasOlder: false },
      { messages: other, hasMore: true },
    );
    expect(ids(merged.messages)).toBe("u8 a8");
    expect(merged.hasOlder).toBe(true);
  });

  it("takes an older page once", () => {
    const all = branch("u1", "a1", "u2", "a2");
    const once = prependPage(all.slice(2), {
      messages: all.slice(0, 2),
      hasMore: false,
    });
    expect(ids(once)).toBe("u1 a1 u2 a2");
    expect(ids(prependPage(once, { messages: all, hasMore: false }))).toBe(
      "u1 a1 u2 a2",
    );
  });

  it("tells siblings of a message on another branch and stays as it is", () => {
    const before = branch("u1", "a1", "u2");
    const after = upsertMessage(
      before,
      message("a7", { parentId: "u1", siblingIds: ["a1", "a7"] }),
    );
    expect(ids(after)).toBe("u1 a1 u2");
    expect(after[1]?.siblingIds).toEqual(["a1", "a7"]);
  });

  it("ignores a message that hangs where nothing is loaded", () => {
    const before = branch("u1", "a1");
    expect(upsertMessage(before, message("a7", { parentId: "far" }))).toBe(
      before,
    );
  });

  it("goes on below any message, also below none", () => {
    const before = branch("u1", "a1", "u2");
    expect(ids(continueBelow(before, "a1", [message("u7")]))).toBe("u1 a1 u7");
    expect(ids(continueBelow(before, undefined, [message("u7")]))).toBe("u7");
  });

  it("knows a message's neighbours", () => {
    const siblingIds = ["a1", "a2", "a3"];
    expect(siblingsOf(message("a2", { siblingIds }))).toEqual({
      position: 2,
      count: 3,
      previous: "a1",
      next: "a3",
    });
    expect(siblingsOf(message("a1", { siblingIds: ["a1"] }))).toEqual({
      position: 1,
      count: 1,
    });
  });
});
