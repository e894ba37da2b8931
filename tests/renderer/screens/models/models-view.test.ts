import { beforeEach, describe, expect, test } from "vitest";
import {
  effectiveSort,
  pressColumn,
  showEverything,
  toggleChip,
  useModelsView,
  visibleRows,
} from "#renderer/screens/models/models-view.ts";
import { modelFixture } from "../../model-fixtures.ts";

const models = [
  modelFixture("a:old", { created: 1, supportedParameters: ["tools"] }),
  modelFixture("a:new", { created: 2 }),
  modelFixture("a:newer-tools", { created: 3, supportedParameters: ["tools"] }),
];
const personal = { favourites: new Set<string>(), recents: ["a:old", "a:new"] };
const rows = () =>
  visibleRows(models, useModelsView.getState(), personal).map(
    ({ model }) => model.ref,
  );

beforeEach(showEverything);

describe("the table's rows", () => {
  test("newest first until someone says otherwise", () => {
    expect(rows()).toEqual(["a:newer-tools", "a:new", "a:old"]);
  });

  test("chips, search and scope narrow together", () => {
    toggleChip("tools");
    useModelsView.setState({ search: "old" });
    expect(rows()).toEqual(["a:old"]);
    toggleChip("tools");
    useModelsView.setState({ search: "", scope: "recents" });
    expect(rows()).toEqual(["a:old", "a:new"]);
  });

  test("news shows what is new or has another price", () => {
    const view = { ...useModelsView.getState(), scope: "news" as const };
    const news = {
      added: ["a:new"],
      removed: ["a:gone"],
      repriced: [{ ref: "a:old", before: {}, after: {} }],
      at: "2026-03-05T12:00:00Z",
    };
    const shown = visibleRows(models, view, { ...personal, news });
    expect(shown.map(({ model }) => model.ref)).toEqual(["a:new", "a:old"]);
  });

  test("a column sorts, turns round and lets go", () => {
    pressColumn("name");
    expect(rows()).toEqual(["a:new", "a:newer-tools", "a:old"]);
    pressColumn("name");
    expect(rows()).toEqual(["a:old", "a:newer-tools", "a:new"]);
    pressColumn("name");
    expect(effectiveSort(useModelsView.getState()).by).toBe("newest");
  });

  test("best match means something only while searching", () => {
    useModelsView.setState({ sort: { by: "match", reversed: false } });
    expect(effectiveSort(useModelsView.getState()).by).toBe("newest");
    useModelsView.setState({ search: "new" });
    expect(effectiveSort(useModelsView.getState()).by).toBe("match");
  });
});
