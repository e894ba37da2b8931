import { describe, expect, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import { summarizeConnection } from "#renderer/stores/instances-connection.ts";

function instance(
  id: string,
  facts: Partial<Omit<InstanceView, "id">> = {},
): InstanceView {
  return {
    id: id as InstanceView["id"],
    kind: "openai",
    name: id,
    enabled: true,
    local: false,
    problems: [],
    key: { source: "none" },
    locked: [],
    modelCount: 1,
    ...facts,
  };
}

const openRouter = instance("openrouter", {
  kind: "openrouter",
  name: "OpenRouter",
});
const local = instance("lmstudio", { local: true });

describe("where text may go", () => {
  test("clouds by name, this computer by number", () => {
    const summary = summarizeConnection("connected", [
      openRouter,
      local,
      instance("local", { kind: "llamacpp", local: true }),
    ]);
    expect(summary).toEqual({ state: "good", text: "OpenRouter, 2 local" });
  });

  test("an engine without a file is nothing", () => {
    const engine = instance("local", {
      kind: "llamacpp",
      local: true,
      modelCount: 0,
    });
    expect(summarizeConnection("connected", [engine]).text).toBe(
      "Nothing connected",
    );
  });

  test("what is off is no destination", () => {
    const off = { ...openRouter, enabled: false };
    expect(summarizeConnection("connected", [off, local]).text).toBe(
      "Only this computer",
    );
    expect(summarizeConnection("connected", [off]).state).toBe("off");
  });

  test("a failing provider and a lost backend show", () => {
    const failing = {
      ...openRouter,
      lastError: new AppError("upstream-unreachable").toJSON(),
    };
    expect(summarizeConnection("connected", [failing]).state).toBe("warn");
    expect(summarizeConnection("reconnecting", [openRouter]).state).toBe("bad");
  });

  test("simulated models are said to be", () => {
    const demo = instance("demo", { kind: "demo", local: true });
    expect(summarizeConnection("connected", [demo]).text).toBe(
      "Simulated models",
    );
  });
});
