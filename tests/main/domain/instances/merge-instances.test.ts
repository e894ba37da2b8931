import { describe, expect, test } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import {
  mergeInstances,
  type InstanceSources,
} from "#main/domain/instances/merge-instances.ts";

function merge(
  instances: readonly object[],
  sources: Partial<InstanceSources> = {},
) {
  return mergeInstances({
    config: parseConfig({ instances }).instances,
    stored: [],
    files: [],
    switchedOff: [],
    demo: false,
    editsOf: () => ({}),
    ...sources,
  });
}

const stored = {
  id: "router",
  kind: "openrouter",
  name: "My router",
  enabled: false,
} as const;

describe("instances", () => {
  test("the config file lies over what the app stored, and says what it fixes", () => {
    const [merged, ...rest] = merge(
      [{ id: "router", kind: "openrouter", limits: { concurrent: 2 } }],
      { stored: [stored] },
    );
    expect(rest).toEqual([]);
    expect(merged).toMatchObject({
      id: "router",
      name: "My router",
      enabled: false,
      limits: { concurrent: 2 },
      key: { type: "stored", secret: "instance:router" },
      locked: ["kind", "id", "limits"],
      stored: true,
    });
  });

  test.each([
    ["http://127.0.0.1:1234/v1", true, false],
    ["http://192.168.1.9:1234/v1", false, false],
    ["https://api.example.org/v1", false, true],
  ])("%s: local %s, cloud %s", (baseUrl, local, cloud) => {
    const [merged] = merge([{ id: "a", kind: "openai", baseUrl }]);
    expect(merged).toMatchObject({ local, cloud });
  });

  test("what was changed in the app holds, except where the config file says something", () => {
    const edits = {
      name: "Renamed",
      baseUrl: "http://10.0.0.2:1/v1",
      allow: ["a*"],
      limits: { concurrent: 9 },
      risk: "high" as const,
    };
    const [changed, fixed] = merge(
      [{ id: "fixed", kind: "openrouter", limits: { concurrent: 2 } }],
      {
        stored: [{ ...stored, id: "mine", kind: "openai" }],
        editsOf: () => edits,
      },
    ).toReversed();
    const common = { name: "Renamed", allow: ["a*"], lan: false, cloud: false };
    expect(changed).toMatchObject({
      ...common,
      baseUrl: "http://10.0.0.2:1/v1",
      enabled: false,
      limits: { concurrent: 9 },
      locked: [],
      explicit: edits,
    });
    expect(fixed).toMatchObject({
      ...common,
      limits: { concurrent: 2 },
      locked: ["kind", "id", "limits"],
      explicit: { ...edits, limits: { concurrent: 2 } },
    });
  });

  test("a relay to the cloud on this computer is not local", () => {
    const baseUrl = "http://127.0.0.1:4000/v1";
    const [merged] = merge([{ id: "a", kind: "openai", baseUrl, cloud: true }]);
    expect(merged).toMatchObject({ local: false, cloud: true });
  });

  test("high risk closes the LAN unless it is opened by hand", () => {
    const [closed, open] = merge([
      { id: "a", kind: "openrouter", risk: "high" },
      { id: "b", kind: "openrouter", risk: "high", lan: true },
    ]);
    expect([closed?.lan, open?.lan]).toEqual([false, true]);
  });

  test("files registered in the app join those of the config file's local instance", () => {
    const files = [
      { id: "stories", path: "/b.gguf" },
      { id: "mine", path: "/c.gguf" },
    ];
    const [merged] = merge(
      [
        {
          id: "local",
          kind: "llamacpp",
          models: [{ id: "stories", path: "/a.gguf", contextSize: 512 }],
        },
      ],
      { files },
    );
    expect(merged?.files).toEqual([
      { id: "stories", path: "/a.gguf", contextSize: 512 },
      { id: "mine", path: "/c.gguf" },
    ]);
  });

  test("this computer appears with its first file, the demo when asked for", () => {
    const files = [{ id: "x", path: "/x.gguf" }];
    const shown = merge([], { files, demo: true, switchedOff: ["demo"] });
    expect(
      shown.map(({ id, enabled, local, simulated }) => [
        id,
        enabled,
        local,
        simulated,
      ]),
    ).toEqual([
      ["local", true, true, false],
      ["demo", false, true, true],
    ]);
  });

  test("a kind's own address says whether it is local", () => {
    const merged = merge([
      { id: "a", kind: "anthropic" },
      { id: "b", kind: "gemini" },
      { id: "c", kind: "ollama" },
      { id: "d", kind: "ollama", baseUrl: "https://ollama.example.org" },
    ]);
    expect(merged.map(({ id, local, cloud }) => [id, local, cloud])).toEqual([
      ["a", false, true],
      ["b", false, true],
      ["c", true, false],
      ["d", false, true],
    ]);
  });
});
