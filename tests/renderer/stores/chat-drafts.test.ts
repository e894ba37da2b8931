import { describe, expect, it } from "vitest";
import { createDrafts, textLeft } from "#renderer/stores/chat-drafts.ts";

function memory(): Pick<Storage, "getItem" | "setItem" | "removeItem"> & {
  values: Map<string, string>;
} {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

describe("drafts", () => {
  it("survive a reload, each with its conversation", () => {
    const storage = memory();
    createDrafts(storage).write("a", "one");
    createDrafts(storage).write("b", "two");
    const again = createDrafts(storage);
    expect([again.read("a"), again.read("b"), again.read("c")]).toEqual([
      "one",
      "two",
      "",
    ]);
  });

  it("are gone once sent", () => {
    const storage = memory();
    const drafts = createDrafts(storage);
    drafts.write("a", "one");
    drafts.write("a", " ");
    expect(drafts.read("a")).toBe("");
    expect(storage.values.size).toBe(0);
  });

  it("stay bounded: the oldest are let go, and a giant one is not stored", () => {
    const storage = memory();
    const drafts = createDrafts(storage);
    for (let index = 0; index < 80; index += 1)
      drafts.write(`c${index}`, "text");
    expect(drafts.read("c29")).toBe("");
    expect(drafts.read("c79")).toBe("text");
    drafts.write("big", "x".repeat(200_000));
    expect(drafts.read("big")).toHaveLength(200_000);
    expect(createDrafts(storage).read("big")).toBe("");
  });

  it("begin empty where the storage holds something else or refuses", () => {
    const storage = memory();
    storage.values.set("modeldocker.drafts", '[["a"],5,{"b":1}]');
    expect(createDrafts(storage).read("a")).toBe("");
    const full = {
      ...memory(),
      setItem: () => {
        throw new Error("full");
      },
    };
    const drafts = createDrafts(full);
    drafts.write("a", "kept here");
    expect(drafts.read("a")).toBe("kept here");
  });
});

describe("what is left of a draft once it was sent", () => {
  it("is what was written while it was on its way", () => {
    expect(textLeft("Hello", "Hello")).toBe("");
    expect(textLeft("Hello\nand this", "Hello")).toBe("and this");
    expect(textLeft("Something else", "Hello")).toBe("Something else");
  });
});
