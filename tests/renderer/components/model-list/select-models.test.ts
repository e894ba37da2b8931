import { describe, expect, test } from "vitest";
import {
  compareModels,
  hasChips,
  inScope,
  type Sort,
} from "#renderer/components/model-list/select-models.ts";
import { modelFixture } from "../../model-fixtures.ts";

const cheap = modelFixture("a:cheap", {
  price: { input: "0.0000001", output: "0.0000004" },
  contextLength: 32_768,
  created: 100,
});
const dear = modelFixture("a:dear", {
  price: { input: "0.00003", output: "0.00018" },
  contextLength: 1_050_000,
  created: 300,
});
const router = modelFixture("a:router", {
  price: { input: "-1", output: "-1" },
});
const local = modelFixture("here:local", { local: true, contextLength: 512 });
const all = [router, dear, cheap, local];

const sorted = (sort: Sort) =>
  all.toSorted(compareModels(sort)).map(({ id }) => id);

describe("order", () => {
  test("by price: local first, a price that depends last in both directions", () => {
    expect(sorted({ by: "price", reversed: false })).toEqual([
      "local",
      "cheap",
      "dear",
      "router",
    ]);
    expect(sorted({ by: "price", reversed: true }).at(-1)).toBe("router");
  });

  test("by context: longest first, unknown last", () => {
    expect(sorted({ by: "context", reversed: false })).toEqual([
      "dear",
      "cheap",
      "local",
      "router",
    ]);
  });

  test("by newest: unknown dates by name behind the known", () => {
    expect(sorted({ by: "newest", reversed: false })).toEqual([
      "dear",
      "cheap",
      "local",
      "router",
    ]);
  });

  test("by name: numbers as numbers", () => {
    const names = ["Qwen 14B", "Qwen 3B", "qwen 7B"].map((name) =>
      modelFixture(`a:${name}`, { name }),
    );
    const order = names.toSorted(
      compareModels({ by: "name", reversed: false }),
    );
    expect(order.map(({ name }) => name)).toEqual([
      "Qwen 3B",
      "qwen 7B",
      "Qwen 14B",
    ]);
  });
});

describe("selection", () => {
  test("several chips mean all of them", () => {
    const seeing = modelFixture("a:seeing", {
      inputModalities: ["text", "image"],
      supportedParameters: ["tools"],
    });
    expect(hasChips(seeing, new Set(["vision", "tools"]))).toBe(true);
    expect(hasChips(seeing, new Set(["vision", "free"]))).toBe(false);
  });

  test("recents keep their own order and skip what is gone", () => {
    const recents = ["a:dear", "a:gone", "here:local"];
    const shown = inScope(all, "recents", { favourites: new Set(), recents });
    expect(shown.map(({ ref }) => ref)).toEqual(["a:dear", "here:local"]);
  });
});
