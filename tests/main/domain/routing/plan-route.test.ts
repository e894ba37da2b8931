import { describe, expect, test } from "vitest";
import {
  planRoute,
  type RouteFacts,
  type RouteInstance,
} from "#main/domain/routing/plan-route.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";

function instance(
  id: string,
  traits: Partial<RouteInstance> = {},
): RouteInstance {
  return {
    id: id as InstanceId,
    enabled: true,
    local: false,
    simulated: false,
    ...traits,
  };
}

const offers: Readonly<Record<string, readonly string[]>> = {
  "only/here": ["cloud"],
  "both/of": ["cloud", "other"],
  "free:free": ["cloud"],
  "off/only": ["off", "cloud"],
};

function facts(changes: Partial<RouteFacts> = {}): RouteFacts {
  const instances = [
    instance("cloud"),
    instance("other"),
    instance("box", { local: true }),
    instance("demo", { local: true, simulated: true }),
    instance("off", { enabled: false }),
  ];
  return {
    instanceOf: (id) => instances.find((it) => it.id === id),
    aliases: new Map([
      ["code", ["box:qwen3:14b", "cloud:x/y"]],
      ["nested", ["code", "other:z"]],
      ["part-dead", ["gone:m", "no/such", "other:z"]],
      ["dead", ["gone:m"]],
      ["mixed", ["off:m", "other:z"]],
      ["all-off", ["off:m"]],
      ["colon:alias", ["other:z"]],
    ]),
    offeredBy: (model) => offers[model] ?? [],
    ...changes,
  };
}

function targets(asked: string, changes?: Partial<RouteFacts>) {
  return planRoute(asked, facts(changes)).targets.map(
    ({ instance: id, model, reason }) => `${reason} ${id} ${model}`,
  );
}

function code(asked: string): unknown {
  try {
    return planRoute(asked, facts());
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

describe("model ids", () => {
  test("instance:model keeps further colons in the model", () => {
    expect(planRoute("box:qwen3:14b", facts())).toEqual({
      asked: "box:qwen3:14b",
      targets: [
        {
          instance: "box",
          model: "qwen3:14b",
          local: true,
          simulated: false,
          reason: "asked",
        },
      ],
    });
  });

  test("a model that the instance does not list is still passed on", () => {
    expect(targets("cloud:brand/new")).toEqual(["asked cloud brand/new"]);
  });

  test("what stands before the colon is only an instance if it is configured", () => {
    expect(targets("free:free")).toEqual(["asked cloud free:free"]);
    expect(targets("colon:alias")).toEqual(["alias other z"]);
  });

  test("a bare id resolves where exactly one instance offers it", () => {
    expect(targets("only/here")).toEqual(["asked cloud only/here"]);
    expect(targets("off/only")).toEqual(["asked cloud off/only"]);
  });

  test("an ambiguous bare id names its candidates", () => {
    expect(() => planRoute("both/of", facts())).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        data: {
          parameter: "model",
          candidates: ["cloud:both/of", "other:both/of"],
        },
      }),
    );
  });

  test.each(["gone:m", "nobody/knows", "auto", "cloud:", "dead", ""])(
    "%j is not found, never guessed",
    (asked) => expect(code(asked)).toBe("model-not-found"),
  );

  test.each(["off:m", "all-off"])("%s is switched off and says so", (asked) =>
    expect(code(asked)).toBe("no-target"),
  );
});

describe("the automatic router's id", () => {
  // A model of that name would answer for the router, and a client would take it for a choice.
  const squatters = {
    aliases: new Map([
      ["auto", ["cloud:x/y"]],
      ["by-hop", ["auto", "other:z"]],
      ["only-hop", ["auto"]],
    ]),
    offeredBy: () => ["cloud"],
    instanceOf: (id: string) =>
      ["auto", "cloud", "other"].includes(id) ? instance(id) : undefined,
  };
  const found = (asked: string) =>
    expect.objectContaining({
      code: "model-not-found",
      data: { model: asked },
    });

  test("neither an alias nor a bare model of that name answers in its place", () => {
    expect(() => targets("auto", squatters)).toThrow(found("auto"));
  });

  test("an alias that names it passes it over", () => {
    expect(targets("by-hop", squatters)).toEqual(["alias other z"]);
    expect(() => targets("only-hop", squatters)).toThrow(found("only-hop"));
  });

  test("an upstream's own model of that name is reached through its instance", () => {
    expect(targets("cloud:auto", squatters)).toEqual(["asked cloud auto"]);
  });
});

describe("aliases and the user's rule", () => {
  test("an alias gives its targets in order, through other aliases", () => {
    expect(targets("nested")).toEqual([
      "alias box qwen3:14b",
      "alias cloud x/y",
      "alias other z",
    ]);
  });

  test("each target says which aliases led to it, the asked one first", () => {
    const { targets: planned } = planRoute("nested", facts());
    expect(planned.map(({ aliases }) => aliases)).toEqual([
      ["nested", "code"],
      ["nested", "code"],
      ["nested"],
    ]);
  });

  test("targets that no longer resolve or are off are passed over", () => {
    expect(targets("part-dead")).toEqual(["alias other z"]);
    expect(targets("mixed")).toEqual(["alias other z"]);
  });

  const rule = (...to: readonly string[]) => ({
    fallback: { targets: to, after: ["unreachable"] as const },
  });

  test("the rule's target comes last and once, with the failures that it answers", () => {
    expect(targets("cloud:x", rule("box:small"))).toEqual([
      "asked cloud x",
      "fallback-rule box small",
    ]);
    expect(targets("box:small", rule("box:small"))).toEqual([
      "asked box small",
    ]);
    const { targets: planned } = planRoute("cloud:x", facts(rule("other:y")));
    expect(planned.map(({ after }) => after)).toEqual([
      undefined,
      ["unreachable"],
    ]);
  });

  test("a rule sends nothing out that was meant for this computer", () => {
    expect(targets("box:m", rule("cloud:x", "demo:d"))).toEqual([
      "asked box m",
      "fallback-rule demo d",
    ]);
  });

  test("the rule does not answer for a model that is switched off", () => {
    expect(() => planRoute("off:m", facts(rule("box:s")))).toThrow(
      expect.objectContaining({ code: "no-target" }),
    );
  });
});
