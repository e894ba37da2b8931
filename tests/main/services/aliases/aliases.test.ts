import { expect, test } from "vitest";
import { decodeError } from "#shared/rpc/error-codec.ts";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { failureOf } from "#tests/support/rpc.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

async function start() {
  const { config } = await simulatedInstance();
  const { instances } = config as { instances: object[] };
  const started = await startGateway({
    demo: true,
    config: {
      instances,
      aliases: [{ id: "fixed", targets: ["sim:sim/echo"] }],
      gateway: { requireKey: false },
    },
  });
  const { client, address } = started;
  await client.models.refresh({});
  const chat = async (model: string) => {
    const messages = [{ role: "user", content: "Hi" }];
    const url = `${address}/v1/chat/completions`;
    const reply = await ask(url, { body: { model, messages } });
    return [reply.status, reply.headers["x-modeldocker-target"]];
  };
  const listed = async () => {
    const { json } = await ask(`${address}/v1/models`);
    return (json as { data: { id: string }[] }).data.map(({ id }) => id);
  };
  return { ...started, chat, listed };
}

const fast = "demo:simulated-fast";

test("an alias holds at the gateway and in the app at once, and goes at once", async () => {
  const { client, chat, listed } = await start();
  expect((await chat("code"))[0]).toBe(404);
  const made = await client.aliases.create({
    id: "code",
    targets: ["gone:x", fast],
  });
  expect(made).toEqual({
    id: "code",
    source: "app",
    shadowed: false,
    hides: [],
    targets: [
      { id: "gone:x", leadsTo: [], problem: "unknown" },
      { id: fast, leadsTo: [fast] },
    ],
    answersNow: fast,
  });
  expect(await chat("code")).toEqual([200, fast]);
  expect(await listed()).toContain("code");

  await client.aliases.update({ id: "code", newId: "write" });
  expect((await chat("code"))[0]).toBe(404);
  await client.aliases.update({ id: "write", targets: ["fixed"] });
  expect(await chat("write")).toEqual([200, "sim:sim/echo"]);

  await client.aliases.remove({ id: "write" });
  expect((await chat("write"))[0]).toBe(404);
  expect(await listed()).not.toContain("write");
  await client.aliases.restore({ id: "write" });
  expect(await chat("write")).toEqual([200, "sim:sim/echo"]);
  expect(await failureOf(client.aliases.remove({ id: "nobody" }))).toBe(
    "not-found",
  );
});

test("order, and the config file's own first", async () => {
  const { client } = await start();
  for (const id of ["a", "b", "c"])
    await client.aliases.create({ id, targets: [fast] });
  await client.aliases.order({ ids: ["c", "a", "b"] });
  const all = await client.aliases.list();
  expect(all.map(({ id, source }) => [id, source])).toEqual([
    ["fixed", "config"],
    ["c", "app"],
    ["a", "app"],
    ["b", "app"],
  ]);
});

test("what cannot be is refused where it is wrong, and a draft is told before", async () => {
  const { client } = await start();
  await client.aliases.create({ id: "a", targets: [fast] });
  await client.aliases.create({ id: "b", targets: ["a"] });
  const parameterOf = (call: Promise<unknown>) =>
    call.then(
      () => "none",
      (error: unknown) => decodeError(error).data["parameter"],
    );
  const create = (id: string, targets = [fast]) =>
    parameterOf(client.aliases.create({ id, targets }));
  expect([
    await create("sim"),
    await create("sim:x"),
    await create("auto"),
    await create("a"),
    await create("fixed"),
    await create("self", ["self"]),
    await parameterOf(client.aliases.update({ id: "a", targets: ["b"] })),
  ]).toEqual(["id", "id", "id", "id", "id", "targets", "targets"]);

  const reserved = await client.aliases.check({ newId: "auto", targets: [] });
  expect(reserved.refusal).toEqual({
    parameter: "id",
    message:
      '"auto" is reserved for the automatic router; choose another name.',
  });

  const draft = await client.aliases.check({
    id: "a",
    newId: "a",
    targets: ["b", "sim:sim/echo"],
  });
  expect(draft.refusal).toEqual({
    parameter: "targets",
    message: "The targets lead in a circle: a → b → a.",
  });
});

test("each target says why it would be passed over", async () => {
  const { client } = await start();
  await client.instances.setEnabled({ id: "demo", enabled: false });
  const { targets, answersNow } = await client.aliases.check({
    newId: "new",
    targets: [fast, "nobody", "sim:never-listed", "fixed"],
  });
  expect(targets).toEqual([
    { id: fast, leadsTo: [], problem: "switched-off" },
    { id: "nobody", leadsTo: [], problem: "unknown" },
    {
      id: "sim:never-listed",
      leadsTo: ["sim:never-listed"],
      problem: "not-listed",
    },
    { id: "fixed", leadsTo: ["sim:sim/echo"] },
  ]);
  expect(answersNow).toBe("sim:never-listed");
  // A bare id that a model has, too: the alias comes first.
  const hiding = await client.aliases.check({
    newId: "sim/echo",
    targets: ["fixed"],
  });
  expect(hiding).toMatchObject({ hides: ["sim"], answersNow: "sim:sim/echo" });
});

test("a target that several have, that is forbidden or that rests is told as such", async () => {
  const { config } = await simulatedInstance();
  const [sim] = (config as { instances: object[] }).instances;
  const retry = { maxAttempts: 1 };
  const { client, address } = await startGateway({
    config: {
      instances: [
        { ...sim, retry },
        { ...sim, id: "other", allow: ["sim/plain"] },
      ],
      gateway: { requireKey: false },
    },
  });
  await client.models.refresh({});
  // The upstream asks for two seconds of rest.
  const messages = [{ role: "user", content: "Hi" }];
  const body = { model: "sim:sim/429", messages };
  const reply = await ask(`${address}/v1/chat/completions`, { body });
  expect(reply.status).toBe(429);
  const { targets } = await client.aliases.check({
    newId: "new",
    targets: ["sim/plain", "other:sim/echo", "sim:sim/429"],
  });
  expect(targets.map(({ problem }) => problem)).toEqual([
    "ambiguous",
    "not-allowed",
    "paused",
  ]);
  expect(targets[0]?.candidates).toEqual(["sim:sim/plain", "other:sim/plain"]);
});

test("an alias stays over a restart, below one that the config file brings", async () => {
  const { client, backend, dataDir } = await start();
  await client.aliases.create({ id: "best", targets: [fast] });
  await backend.dispose();
  const again = await startGateway({
    backend: { dataDir },
    demo: true,
    config: {
      aliases: [{ id: "best", targets: ["demo:simulated-thorough"] }],
    },
  });
  const all = await again.client.aliases.list();
  expect(
    all.map(({ source, shadowed, answersNow }) => [
      source,
      shadowed,
      answersNow,
    ]),
  ).toEqual([
    ["config", false, "demo:simulated-thorough"],
    ["app", true, fast],
  ]);
});

test("an alias that an instance hides from every call is named in the log", async () => {
  const { client, backend, dataDir } = await start();
  await client.aliases.create({ id: "later:x", targets: [fast] });
  await client.aliases.create({ id: "other:x", targets: [fast] });
  await backend.dispose();
  const { config } = await simulatedInstance();
  const [sim] = (config as { instances: object[] }).instances;
  const { logLines } = await startGateway({
    backend: { dataDir },
    config: { instances: [{ ...sim, id: "later" }] },
  });
  expect(logLines.filter((line) => line.includes("alias"))).toEqual([
    'warn "later:x" would be read as the model x of the instance later; this alias can never be reached. {"alias":"later:x"}',
  ]);
});
