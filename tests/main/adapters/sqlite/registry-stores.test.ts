import { describe, expect, it } from "vitest";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const createdAt = "2026-01-01T00:00:00.000Z";

describe("what a person configured outlives a restart", () => {
  it("instances, in order of creation, replaced in place", () => {
    const opened = temporaryStore();
    const bare = {
      id: "b",
      kind: "openrouter",
      name: "B",
      enabled: true,
      createdAt,
    } as const;
    const full = {
      ...bare,
      id: "a",
      kind: "openai",
      baseUrl: "http://127.0.0.1:1/v1",
    } as const;
    opened.store.instances.put(bare);
    opened.store.instances.put(full);
    opened.store.instances.put({ ...bare, enabled: false, name: "B2" });
    const store = opened.reopen();
    expect(store.instances.list()).toEqual([
      { ...bare, enabled: false, name: "B2" },
      full,
    ]);
    store.instances.remove("b");
    store.instances.remove("none");
    expect(opened.reopen().instances.list()).toEqual([full]);
  });

  it("model lists, whole and per instance", () => {
    const opened = temporaryStore();
    const model = { id: "m", name: "Ünïcode", big: [1, { two: null }] };
    const models = [model] as unknown as readonly ModelDescriptor[];
    opened.store.models.save("a", createdAt, []);
    opened.store.models.save("a", createdAt, models);
    opened.store.models.save("b", createdAt, []);
    opened.store.models.forget("b");
    expect(opened.reopen().models.load()).toEqual([
      { instance: "a", refreshedAt: createdAt, models },
    ]);
  });

  it("local models", () => {
    const opened = temporaryStore();
    const model = {
      id: "stories",
      path: "/models/a b.gguf",
      addedAt: createdAt,
    };
    opened.store.localModels.put({ ...model, path: "/old.gguf" });
    opened.store.localModels.put(model);
    expect(opened.reopen().localModels.list()).toEqual([model]);
    opened.store.localModels.remove("stories");
    expect(opened.store.localModels.list()).toEqual([]);
  });

  it("values of any JSON type, until they are set to undefined", () => {
    const opened = temporaryStore();
    const values = [null, false, 0, "", [1], { a: { b: [] } }];
    for (const [index, value] of values.entries())
      opened.store.values.set(`v${index}`, value);
    const store = opened.reopen();
    expect(values.map((_, index) => store.values.get(`v${index}`))).toEqual(
      values,
    );
    store.values.set("v0", undefined);
    expect(store.values.get("v0")).toBeUndefined();
    expect(store.values.get("never")).toBeUndefined();
  });
});
