import { expect, test } from "vitest";
import {
  callOf,
  modelRoutes,
  purposeOf,
} from "#tests/support/gateway-calls.ts";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

/** Two routers with the same models, and the demo with models of its own. */
async function start() {
  const simulated = [await simulatedInstance(), await simulatedInstance()];
  const instances = simulated.map(({ config }, index) => {
    const [instance] = (config as { instances: object[] }).instances;
    return { ...instance, id: ["one", "two"][index] };
  });
  const aliases = [{ id: "mine:own", targets: ["two:sim/echo"] }];
  const started = await startGateway({
    demo: true,
    config: { instances, aliases, gateway: { requireKey: false } },
  });
  await started.client.models.refresh({});
  const asked = () =>
    simulated.flatMap(({ upstream }) =>
      upstream.requests.filter(({ body }) => body),
    ).length;
  return { ...started, asked };
}

/** The model's id wherever a whole reply, or the first piece of an array, has it. */
function modelIn(json: unknown): unknown {
  const [reply] = [json].flat() as Record<string, unknown>[];
  return reply?.["model"] ?? reply?.["modelVersion"];
}

test("every route: an id means what the contract says, and the reply carries it as it was asked", async () => {
  const { address, asked } = await start();
  const replying = modelRoutes.filter((it) => purposeOf(it) === "reply");
  for (const route of replying) {
    const send = (model: string) => {
      const { path, body } = callOf(route, { model, text: "Hi", maxTokens: 9 });
      return ask(address + path, { body });
    };
    for (const [model, target] of [
      ["one:sim/echo", "one:sim/echo"],
      ["simulated-fast", "demo:simulated-fast"],
      ["mine:own", "two:sim/echo"],
    ] as const) {
      const { status, json, headers } = await send(model);
      expect([route.path, status, modelIn(json)]).toEqual([
        route.path,
        200,
        model,
      ]);
      expect(headers["x-modeldocker-target"]).toBe(target);
    }
    const before = asked();
    const ambiguous = await send("sim/echo");
    expect([route.path, ambiguous.status]).toEqual([route.path, 400]);
    expect(ambiguous.text).toContain("one:sim/echo");
    expect(ambiguous.text).toContain("two:sim/echo");
    for (const model of ["nobody:x", "nothing", "auto"])
      expect([model, (await send(model)).status]).toEqual([model, 404]);
    expect(asked()).toBe(before);
  }
});
