import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import { gatewayOptionNames } from "#shared/gateway/gateway-state.ts";
import type { InstanceChanges } from "#shared/models/instance-settings.ts";
import {
  defaultSettings,
  settingKeys,
  type SettingKey,
} from "#shared/settings/schema.ts";
import { startBackend } from "#tests/support/backend.ts";
import { failureOf } from "#tests/support/rpc.ts";

const plainModel = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);

/** Every field that a remote instance takes in the app, with a value that it may have. */
const remoteFields = {
  name: "Named",
  baseUrl: "http://127.0.0.1:9/v1",
  allow: ["a/*"],
  risk: "low",
  cloud: true,
  lan: false,
  timeouts: { connectMs: 1_000 },
  retry: { maxAttempts: 1 },
  limits: { concurrent: 1 },
  prices: [{ model: "*", input: 1, output: 1 }],
} satisfies InstanceChanges;

const ollamaFields = {
  keepAlive: "30m",
  contextSize: 4_096,
} satisfies InstanceChanges;

/** What sections of their own fix in the file. */
const sections = new Map<SettingKey, string>([
  ["cacheMode", "cache"],
  ["cacheMegabytes", "cache"],
  ["cacheHours", "cache"],
  ["gatewayRequireKey", "gateway"],
  ["gatewayAllowLan", "gateway"],
  ["gatewayAllowedOrigins", "gateway"],
  ["gatewayAllowedHosts", "gateway"],
  ["promptLogging", "promptLogging"],
]);

const config = parseConfig({
  settings: Object.fromEntries(
    settingKeys
      .filter((key) => !sections.has(key))
      .map((key) => [key, defaultSettings[key]]),
  ),
  cache: { enabled: false, mode: "always", maxBytes: 1_000, ttlSeconds: 60 },
  gateway: {
    requireKey: true,
    allowLan: false,
    allowedOrigins: ["http://localhost:5173"],
    allowedHosts: ["models.test:80"],
  },
  promptLogging: "metadata",
  aliases: [{ id: "code", targets: ["remote:a"] }],
  instances: [
    {
      id: "remote",
      kind: "openai",
      enabled: false,
      apiKey: { value: "sk-for-tests" },
      headers: { "x-a": "b" },
      ...remoteFields,
    },
    { id: "ollama", kind: "ollama", enabled: false, ...ollamaFields },
    {
      id: "local",
      kind: "llamacpp",
      models: [{ id: "stories", path: plainModel }],
    },
  ],
});

const outcomes = async (
  calls: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls))
    found[name] = await failureOf(call());
  return found;
};

const all = (names: readonly string[], outcome: string) =>
  Object.fromEntries(names.map((name) => [name, outcome]));

test("no setting can be changed, and the cache is told as it stands in the file", async () => {
  const { client } = await startBackend({ config });
  const before = await client.settings.get();
  expect(Object.keys(before.locked).toSorted()).toEqual(settingKeys.toSorted());
  expect(before.values.cacheMode).toBe("off");
  expect(before.cache).toEqual({
    isOff: true,
    maxBytes: 1_000,
    ttlSeconds: 60,
  });
  const calls = settingKeys.map((key) => [
    key,
    () => client.settings.set({ key, value: defaultSettings[key] }),
  ]);
  expect(await outcomes(Object.fromEntries(calls))).toEqual(
    all(settingKeys, "conflict"),
  );
  expect(await client.settings.get()).toEqual(before);
});

test("no option of the gateway can be changed", async () => {
  const { client } = await startBackend({ config });
  const { locked, options } = await client.gateway.state();
  expect(locked).toEqual(gatewayOptionNames);
  const calls = gatewayOptionNames.map((name) => [
    name,
    () => client.gateway.configure({ [name]: options[name] }),
  ]);
  expect(await outcomes(Object.fromEntries(calls))).toEqual(
    all(gatewayOptionNames, "conflict"),
  );
});

test.each([
  ["remote", { ...remoteFields, headers: [{ name: "x-c", value: "d" }] }],
  ["ollama", ollamaFields],
] satisfies readonly [string, InstanceChanges][])(
  "no field of the instance %s can be changed",
  async (id, fields) => {
    const { client } = await startBackend({ config });
    const before = await client.instances.settings({ id });
    const names = Object.keys(fields);
    expect(before.locked).toEqual(expect.arrayContaining(names));
    const calls = Object.entries(fields).map(([field, value]) => [
      field,
      () => client.instances.update({ id, changes: { [field]: value } }),
    ]);
    expect(await outcomes(Object.fromEntries(calls))).toEqual(
      all(names, "conflict"),
    );
    expect(await client.instances.settings({ id })).toEqual(before);
  },
);

test("keys, switches, files and aliases of the config file are its own", async () => {
  const { client } = await startBackend({ config });
  const id = "remote";
  const targets = ["ollama:b"];
  const before = await client.aliases.list();
  expect(
    await outcomes({
      key: () => client.instances.setKey({ id, key: "sk-another" }),
      switch: () => client.instances.setEnabled({ id, enabled: true }),
      removal: () => client.instances.remove({ id }),
      file: () => client.local.removeFile({ ref: "local:stories" }),
      "alias of its name": () => client.aliases.create({ id: "code", targets }),
      "its targets": () => client.aliases.update({ id: "code", targets }),
      "its removal": () => client.aliases.remove({ id: "code" }),
    }),
  ).toEqual({
    key: "conflict",
    switch: "conflict",
    removal: "conflict",
    file: "conflict",
    "alias of its name": "invalid-request",
    "its targets": "not-found",
    "its removal": "not-found",
  });
  await client.aliases.order({ ids: ["code"] }).catch(() => undefined);
  expect(await client.aliases.list()).toEqual(before);
});
