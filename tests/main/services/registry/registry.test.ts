import { describe, expect, test } from "vitest";
import { keepFresh } from "#main/services/registry/keep-fresh.ts";
import { createModelPreferences } from "#main/services/registry/preferences.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { aModel } from "#tests/fakes/models.ts";
import { createTestUpstreams } from "#tests/fakes/upstreams.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const twoInstances = {
  instances: [
    { id: "a", kind: "openrouter" },
    { id: "b", kind: "openai", baseUrl: "https://b.example/v1" },
  ],
};

function setUp(options: object = twoInstances) {
  const { store } = temporaryStore();
  const upstreams = createTestUpstreams(store, options);
  const offer = (id: string, models: AppError | readonly string[]) => {
    const list =
      models instanceof AppError ? models : models.map((it) => aModel(it));
    upstreams.lists.set(id, list);
    for (const provider of upstreams.providers.get(id) ?? [])
      provider.models = list;
  };
  return { store, offer, ...upstreams };
}

describe("refresh", () => {
  test("answers what changed and who failed, and keeps the failed one's old list", async () => {
    const { registry, offer } = setUp();
    offer("a", ["a:x", "a:y"]);
    offer("b", ["b:x"]);
    await registry.refresh();
    offer("a", ["a:y", "a:z"]);
    offer("b", new AppError("upstream-unreachable"));
    expect(await registry.refresh()).toMatchObject({
      changes: { added: ["a:z"], removed: ["a:x"], repriced: [] },
      failures: [{ instance: "b", error: { code: "upstream-unreachable" } }],
    });
    expect(registry.models().map(({ ref }) => ref)).toEqual([
      "a:y",
      "a:z",
      "b:x",
    ]);
    expect(registry.lastError("b")?.code).toBe("upstream-unreachable");
  });

  test("a model that its instance does not allow is neither listed nor offered", async () => {
    const { registry, offer } = setUp({
      instances: [
        { ...twoInstances.instances[0], allow: ["x*"] },
        { ...twoInstances.instances[1], allow: ["b:y"] },
      ],
    });
    offer("a", ["a:x1", "a:y"]);
    offer("b", ["b:x1", "b:y"]);
    await registry.refresh();
    expect(registry.models().map(({ ref }) => ref)).toEqual(["a:x1", "b:y"]);
    expect(registry.offeredBy("x1")).toEqual(["a"]);
    expect(registry.offeredBy("y")).toEqual(["b"]);
  });

  test("the first list is no news, a later change is", async () => {
    const { registry, offer } = setUp();
    offer("a", ["a:x"]);
    await registry.refresh("a");
    expect(registry.news()).toBeUndefined();
    offer("a", ["a:x", "a:new"]);
    await registry.refresh("a");
    expect(registry.news()).toMatchObject({ added: ["a:new"] });
    await registry.refresh("a");
    expect(registry.news()).toMatchObject({ added: ["a:new"] });
  });

  test("two at once ask the upstream once", async () => {
    const { registry, directory } = setUp();
    const provider = directory.provider("a");
    let asked = 0;
    provider.listModels = async () => {
      asked += 1;
      return [aModel("a:x")];
    };
    const both = [registry.refresh("a"), registry.refresh("a")];
    const added = (await Promise.all(both)).map(({ changes }) => changes.added);
    expect(added).toEqual([["a:x"], ["a:x"]]);
    expect(asked).toBe(1);
  });

  test("an unknown instance is refused", async () => {
    const { registry } = setUp();
    await expect(registry.refresh("nobody")).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

test("a restart shows the lists at once, without asking anyone", async () => {
  const { store, registry, offer } = setUp();
  offer("a", ["a:x"]);
  await registry.refresh("a");
  const again = createTestUpstreams(store, twoInstances);
  expect(again.registry.models().map(({ ref }) => ref)).toEqual(["a:x"]);
  expect(again.registry.offeredBy("x")).toEqual(["a"]);
  expect(again.registry.model("a", "x")?.name).toBe("x");
  expect(again.providers.size).toBe(0);
});

test("lists are kept fresh by their age, and a failing instance is not hammered", async () => {
  const { registry, clock, offer, providers } = setUp();
  offer("b", new AppError("upstream-unreachable"));
  let listed = 0;
  const controller = new AbortController();
  await clock.advance(10_000_000);
  const keeping = keepFresh(
    { registry, clock, maximumAgeMs: () => 300_000, isOffline: () => false },
    controller.signal,
  );
  await clock.advance(0);
  for (const [id, [provider]] of providers) {
    const list = provider?.listModels.bind(provider);
    if (provider && list && id === "b")
      provider.listModels = (signal) => {
        listed += 1;
        return list(signal);
      };
  }
  for (let minute = 0; minute < 10; minute += 1) await clock.advance(60_000);
  expect(listed).toBe(2);
  controller.abort();
  await keeping;
});

test("nothing is asked before a person connected something", async () => {
  const { registry, providers } = setUp({});
  await registry.refreshStale(0);
  expect(providers.size).toBe(0);
});

test("favourites and recents survive, the latest use first and at most twenty", () => {
  const { store, announcements } = setUp();
  const preferences = createModelPreferences({
    values: store.values,
    announcements,
  });
  preferences.setFavourite("a:x", true);
  preferences.setFavourite("a:y", true);
  preferences.setFavourite("a:x", false);
  for (let index = 0; index < 25; index += 1)
    preferences.noteUse(`a:${index % 22}`);
  preferences.noteUse("a:7");
  const again = createModelPreferences({ values: store.values, announcements });
  expect(again.favourites()).toEqual(["a:y"]);
  expect(again.recents()).toHaveLength(20);
  expect(again.recents().slice(0, 3)).toEqual(["a:7", "a:2", "a:1"]);
});

// Without a price nothing is reserved, and no budget ever stops a call.
describe("prices", () => {
  const address = "https://api.example.com/v1";
  const published = {
    [`${address} listed`]: { input: "1e-6", output: "2e-6" },
    [`${address} unlisted`]: { input: "3e-6", output: "4e-6" },
    "http://127.0.0.1:8000/v1 listed": { input: "5e-6", output: "6e-6" },
  };
  const cloud = { id: "cloud", kind: "openai", baseUrl: address };

  test("a model without a price costs what its provider has published, also where no list names it", async () => {
    const { registry, offer } = setUp({ instances: [cloud], published });
    offer("cloud", ["cloud:listed"]);
    await registry.refresh();
    expect(registry.models()).toMatchObject([{ price: { input: "1e-6" } }]);
    expect(registry.priceOf("cloud", "listed")?.output).toBe("2e-6");
    expect(registry.priceOf("cloud", "unlisted")?.output).toBe("4e-6");
    expect(registry.priceOf("cloud", "nobody's")).toBeUndefined();
  });

  test("what the instance lists wins over that, and what a person set over both", async () => {
    const listed = aModel("cloud:listed", { price: { input: "7e-6" } });
    const prices = [{ model: "li*", input: 8, output: 9 }];
    const plain = setUp({ instances: [cloud], published });
    plain.lists.set("cloud", [listed]);
    await plain.registry.refresh();
    expect(plain.registry.priceOf("cloud", "listed")?.input).toBe("7e-6");
    const own = setUp({ instances: [{ ...cloud, prices }], published });
    own.lists.set("cloud", [listed]);
    await own.registry.refresh();
    expect(own.registry.priceOf("cloud", "listed")?.input).toBe("8e-6");
    expect(own.registry.models()).toMatchObject([{ price: { input: "8e-6" } }]);
  });

  test("a server of one's own has no published price", async () => {
    const local = { ...cloud, baseUrl: "http://127.0.0.1:8000/v1" };
    const { registry, offer } = setUp({ instances: [local], published });
    offer("cloud", ["cloud:listed"]);
    await registry.refresh();
    expect(registry.priceOf("cloud", "listed")).toBeUndefined();
  });
});
