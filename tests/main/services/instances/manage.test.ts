import { describe, expect, test } from "vitest";
import { createTestUpstreams } from "#tests/fakes/upstreams.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";
import { aModel } from "#tests/fakes/models.ts";
import { AppError } from "#shared/errors/app-error.ts";

const key = "sk-or-v1-canary-0123456789abcdef";
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("adding", () => {
  test("lists the models by itself and shows the key masked, never whole", async () => {
    const { store } = temporaryStore();
    const { instances, lists, facts } = createTestUpstreams(store);
    lists.set("openrouter", [aModel("openrouter:a/b")]);
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    await settle();
    const views = instances.views();
    expect(views).toEqual([
      {
        id: "openrouter",
        kind: "openrouter",
        name: "OpenRouter",
        enabled: true,
        local: false,
        key: { source: "stored", masked: "sk-or…cdef" },
        locked: [],
        problems: [],
        modelCount: 1,
        refreshedAt: expect.any(String),
      },
    ]);
    expect(JSON.stringify(views)).not.toContain("canary");
    expect(facts.get("openrouter")?.key()).toBe(key);
  });

  test("a bare host of Azure gets its path, a version in the address stays", () => {
    const { instances } = createTestUpstreams(temporaryStore().store);
    const add = (baseUrl: string) =>
      instances.add({ kind: "openai", name: "Mine", baseUrl }).baseUrl;
    const host = "https://mine.openai.azure.com";
    expect(add(host)).toBe(`${host}/openai/v1`);
    const deployment = `${host}/openai/deployments/gpt?api-version=2024-10-21`;
    expect(add(`${deployment}&sig=secret`)).toBe(deployment);
  });

  test("a second of the same kind gets its own id and name", () => {
    const { instances } = createTestUpstreams(temporaryStore().store);
    const added = ["x", "x"].map(() =>
      instances.add({ kind: "openrouter", name: "OpenRouter", key }),
    );
    expect(added.map(({ id, name }) => [id, name])).toEqual([
      ["openrouter", "OpenRouter"],
      ["openrouter-2", "OpenRouter 2"],
    ]);
  });

  test.each([
    ["Mein Server!", "mein-server"],
    ["サーバー", "endpoint"],
    ["local", "local-2"],
    ["Demo", "demo-2"],
    // The automatic router's, and one that would hide an alias from every call.
    ["Auto", "auto-2"],
    ["Team", "team-2"],
  ])("%s becomes the id %s", (name, id) => {
    const { store } = temporaryStore();
    store.aliases.insert({ id: "team:fast", targets: ["demo:x"] });
    const { instances } = createTestUpstreams(store);
    const baseUrl = "http://10.0.0.9:9000/v1/";
    expect(instances.add({ kind: "openai", name, baseUrl })).toMatchObject({
      id,
      baseUrl: "http://10.0.0.9:9000/v1",
    });
  });

  test.each([
    [undefined, "An endpoint needs its address."],
    ["ftp://x.example/v1", "The address must begin with http:// or https://."],
    [
      "https://user:secret@x.example/v1",
      "The address must not hold a user name or a password.",
    ],
  ])("the address %s is refused", (baseUrl, message) => {
    const { instances } = createTestUpstreams(temporaryStore().store);
    expect(() => instances.add({ kind: "openai", name: "x", baseUrl })).toThrow(
      expect.objectContaining({ code: "invalid-request", message }),
    );
    expect(instances.views()).toEqual([]);
  });
});

describe("testing and changing", () => {
  test("a failed list is the instance's last error until a good one", async () => {
    const { store } = temporaryStore();
    const { instances, lists, providers } = createTestUpstreams(store);
    lists.set("openrouter", new AppError("key-rejected"));
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    expect(await instances.test("openrouter")).toMatchObject({
      ok: false,
      error: { code: "key-rejected" },
    });
    expect(instances.views()[0]?.lastError?.code).toBe("key-rejected");
    const provider = providers.get("openrouter")?.[0];
    if (provider) provider.models = [aModel("openrouter:a/b")];
    expect(await instances.test("openrouter")).toMatchObject({
      ok: true,
      modelCount: 1,
    });
    expect(instances.views()[0]?.lastError).toBeUndefined();
  });

  test("a new key holds for the next call of the same provider", () => {
    const { instances, facts, providers } = createTestUpstreams(
      temporaryStore().store,
    );
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    instances.setKey("openrouter", "sk-or-new-0123456789");
    expect(facts.get("openrouter")?.key()).toBe("sk-or-new-0123456789");
    expect(providers.get("openrouter")).toHaveLength(1);
  });

  test("what is switched off has no models and cannot be called", async () => {
    const { instances, lists, registry, directory } = createTestUpstreams(
      temporaryStore().store,
    );
    lists.set("openrouter", [aModel("openrouter:a/b")]);
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    await settle();
    instances.setEnabled("openrouter", false);
    expect(registry.models()).toEqual([]);
    expect(directory.facts("openrouter")).toBeUndefined();
    instances.setEnabled("openrouter", true);
    expect(registry.models()).toHaveLength(1);
  });
});

describe("editing", () => {
  function setUp() {
    const { store } = temporaryStore();
    const upstreams = createTestUpstreams(store);
    const { instances, lists } = upstreams;
    lists.set("server", [
      aModel("server:x/big"),
      aModel("server:x/small"),
      aModel("server:y/other"),
    ]);
    instances.add({
      kind: "openai",
      name: "Server",
      baseUrl: "http://10.0.0.9:1/v1",
      key,
    });
    return { store, ...upstreams };
  }
  const refusal = (code: string, parameter: string) =>
    expect.objectContaining({
      code,
      data: expect.objectContaining({ parameter }),
    });

  test("what was changed holds at once and after a restart, key and place in the list kept", () => {
    const { store, instances, directory, facts } = setUp();
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    const changes = {
      name: "服务器",
      baseUrl: "https://models.example.org/v1/",
      allow: ["x/*"],
      cloud: false,
      risk: "high",
      limits: { requestsPerMinute: 20, tokensPerMinute: 9000, concurrent: 2 },
      retry: { maxAttempts: 1 },
      timeouts: { firstByteMs: 5000 },
      headers: [{ name: "X-Team", value: "canary-header-value-0123" }],
    } as const;
    const view = instances.update("server", {
      ...changes,
      allow: [...changes.allow],
      headers: [...changes.headers],
    });
    expect(view).toMatchObject({
      name: "服务器",
      baseUrl: "https://models.example.org/v1",
    });
    for (const upstreams of [
      { instances, directory },
      createTestUpstreams(store),
    ]) {
      expect(upstreams.instances.views().map(({ id }) => id)).toEqual([
        "server",
        "openrouter",
      ]);
      expect(upstreams.directory.get("server")).toMatchObject({
        headers: { "X-Team": "canary-header-value-0123" },
        lan: false,
        cloud: false,
        maxAttempts: 1,
      });
      expect(upstreams.directory.facts("server")).toEqual({
        allow: ["x/*"],
        maxAttempts: 1,
        limits: changes.limits,
      });
    }
    directory.provider("server");
    expect(facts.get("server")?.key()).toBe(key);
    const shown = instances.settings("server");
    expect(shown).toMatchObject({
      settings: { name: "服务器", allow: ["x/*"], retry: { maxAttempts: 1 } },
      headers: [{ name: "X-Team", masked: "canar…0123" }],
      defaults: { cloud: true, maxAttempts: 3 },
      locked: [],
    });
    expect(JSON.stringify(shown)).not.toContain("header-value");
  });

  test("null returns a field to its default, and a header without a value keeps the one it has", () => {
    const { instances, directory } = setUp();
    instances.update("server", {
      allow: ["x/*"],
      limits: { concurrent: 2 },
      headers: [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
      ],
    });
    instances.update("server", {
      allow: null,
      limits: null,
      headers: [{ name: "b" }, { name: "C", value: "3" }],
    });
    const { allow, limits, headers } = directory.get("server");
    expect({ allow, limits, headers }).toEqual({
      allow: undefined,
      limits: {},
      headers: { b: "2", C: "3" },
    });
  });

  test("another address forgets the old one's models and asks anew", async () => {
    const { instances, registry, providers } = setUp();
    await settle();
    expect(registry.models()).toHaveLength(3);
    instances.update("server", { baseUrl: "http://10.0.0.9:2/v1" });
    expect(registry.list("server")).toBeUndefined();
    await settle();
    expect(providers.get("server")?.map(({ disposed }) => disposed)).toEqual([
      true,
      false,
    ]);
  });

  test("what it speaks holds from the next call on", () => {
    const { instances, providers, directory } = setUp();
    instances.update("server", { speaks: ["responses"] });
    expect(directory.get("server").speaks).toEqual(["responses"]);
    expect(providers.get("server")?.map(({ disposed }) => disposed)).toEqual([
      true,
    ]);
  });

  test("limits, names and patterns leave running calls alone", () => {
    const { instances, providers } = setUp();
    instances.update("server", {
      name: "New",
      allow: ["x/*"],
      limits: { concurrent: 1 },
    });
    expect(providers.get("server")?.map(({ disposed }) => disposed)).toEqual([
      false,
    ]);
  });

  test("says beforehand what patterns would let through", async () => {
    const { instances } = setUp();
    await settle();
    expect(instances.admitted("server", ["x/*", "*other", "z*"])).toEqual({
      total: 3,
      admitted: 3,
      byPattern: [2, 1, 0],
      examples: ["x/big", "x/small", "y/other"],
    });
    expect(instances.admitted("server", [])).toMatchObject({ admitted: 3 });
    expect(instances.admitted("server", ["server:x/b*"])).toMatchObject({
      admitted: 1,
    });
  });

  test.each([
    [{ baseUrl: "ftp://x.example" }, "baseUrl"],
    [{ baseUrl: "http://user:secret@x.example" }, "baseUrl"],
    [{ baseUrl: "nonsense" }, "baseUrl"],
    [{ baseUrl: null }, "baseUrl"],
    [{ name: "Other" }, "name"],
    [{ keepAlive: "5m" }, "keepAlive"],
    [{ headers: [{ name: "X-New" }] }, "headers[0].value"],
  ])("%j is refused by the field's name", (changes, parameter) => {
    const { instances } = setUp();
    instances.add({ kind: "openrouter", name: "Other", key });
    const before = instances.settings("server");
    expect(() => instances.update("server", changes)).toThrow(
      refusal("invalid-request", parameter),
    );
    expect(instances.settings("server")).toEqual(before);
  });

  test("an empty address of a kind that has its own is that one", () => {
    const { instances, directory } = setUp();
    instances.add({
      kind: "ollama",
      name: "Ollama",
      baseUrl: "http://10.0.0.9:1",
    });
    instances.update("ollama", {
      baseUrl: null,
      keepAlive: "30m",
      contextSize: 4096,
    });
    expect(directory.get("ollama")).toMatchObject({
      baseUrl: "http://127.0.0.1:11434",
      local: true,
      loading: { keepAlive: "30m", contextSize: 4096 },
    });
    expect(() => instances.update("ollama", { speaks: [] })).toThrow(
      refusal("invalid-request", "speaks"),
    );
  });

  test("a removed instance comes back as it was edited, and leaves nothing after the hour", async () => {
    const { store, instances, directory, clock } = setUp();
    instances.update("server", { allow: ["x/*"] });
    instances.remove("server");
    instances.restore("server");
    expect(directory.get("server").allow).toEqual(["x/*"]);
    instances.remove("server");
    await clock.advance(3_600_000);
    createTestUpstreams(store, {}).instances.views();
    instances.add({ kind: "openai", name: "Server", baseUrl: "http://b/v1" });
    expect(directory.list().map(({ allow }) => allow)).toEqual([undefined]);
  });
});

test("how its calls fared is shown with an instance", () => {
  const { instances, health } = createTestUpstreams(temporaryStore().store);
  instances.add({ kind: "openrouter", name: "OpenRouter", key });
  expect(instances.views()[0]?.health).toBeUndefined();
  health.noteSuccess("openrouter", "m", 120);
  expect(instances.views()[0]?.health).toEqual({
    state: "closed",
    errorRate: 0,
    firstTokenMs: 120,
  });
});

describe("removing", () => {
  test("can be undone within the hour, key included", async () => {
    const { store } = temporaryStore();
    const { instances, facts, clock } = createTestUpstreams(store);
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    instances.remove("openrouter");
    expect(instances.views()).toEqual([]);
    await clock.advance(3_599_999);
    instances.restore("openrouter");
    await settle();
    expect(facts.get("openrouter")?.key()).toBe(key);
  });

  test("comes back to the place that it had", async () => {
    const { instances, clock } = createTestUpstreams(temporaryStore().store);
    for (const name of ["A", "B", "C"]) {
      instances.add({ kind: "openrouter", name, key });
      await clock.advance(1_000);
    }
    instances.remove("openrouter");
    instances.restore("openrouter");
    expect(instances.views().map(({ name }) => name)).toEqual(["A", "B", "C"]);
  });

  test("is for good after the hour, and the key is gone from the store", async () => {
    const { store } = temporaryStore();
    const { instances, clock } = createTestUpstreams(store);
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    instances.remove("openrouter");
    await clock.advance(3_600_000);
    expect(() => instances.restore("openrouter")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
    expect(store.secrets.get("instance:openrouter")).toBeUndefined();
  });

  test("an id whose removal can be undone is not given away", () => {
    const { instances } = createTestUpstreams(temporaryStore().store);
    instances.add({ kind: "openrouter", name: "OpenRouter", key });
    instances.remove("openrouter");
    const added = instances.add({ kind: "openrouter", name: "Other" });
    expect(added.id).toBe("openrouter-2");
    expect(added.key.source).toBe("none");
  });
});

describe("config file's instances", () => {
  const configured = {
    id: "fixed",
    kind: "openrouter",
    apiKey: { env: "ROUTER_KEY" },
  };

  test("show where the key comes from, and cannot be changed in the app", () => {
    const { instances } = createTestUpstreams(temporaryStore().store, {
      instances: [{ ...configured, enabled: true }],
      environment: { ROUTER_KEY: key },
    });
    expect(instances.views()[0]).toMatchObject({
      key: { source: "environment", masked: "sk-or…cdef" },
      locked: ["kind", "id", "enabled", "apiKey"],
    });
    const conflict = expect.objectContaining({ code: "conflict" });
    expect(() => instances.setKey("fixed", key)).toThrow(conflict);
    expect(() => instances.setEnabled("fixed", false)).toThrow(conflict);
    expect(() => instances.remove("fixed")).toThrow(conflict);
    expect(() => instances.update("fixed", { risk: "low" })).not.toThrow();
  });

  test("an empty variable is one clear failure of the call, not an upstream's 401", () => {
    const { directory, facts } = createTestUpstreams(temporaryStore().store, {
      instances: [configured],
    });
    directory.provider("fixed");
    expect(() => facts.get("fixed")?.key()).toThrow(
      expect.objectContaining({
        code: "secret-missing",
        message:
          "The environment variable ROUTER_KEY, which should hold the key of fixed, is empty.",
      }),
    );
  });

  test("can be switched off in the app where the file leaves it open", () => {
    const { store } = temporaryStore();
    const options = { instances: [configured] };
    createTestUpstreams(store, options).instances.setEnabled("fixed", false);
    const again = createTestUpstreams(store, options);
    expect(again.instances.views()[0]?.enabled).toBe(false);
  });
});

test("the demo's models are there as soon as it is switched on, also after a restart", async () => {
  const { store } = temporaryStore();
  const { instances, registry, lists } = createTestUpstreams(store);
  lists.set("demo", [aModel("demo:simulated-fast")]);
  const view = await instances.enableDemo();
  expect(view).toMatchObject({ id: "demo", modelCount: 1 });
  expect(registry.models()).toHaveLength(1);
  expect(createTestUpstreams(store).registry.models()).toHaveLength(1);
});
