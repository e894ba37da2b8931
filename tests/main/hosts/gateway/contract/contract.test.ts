import { afterAll, expect, onTestFinished, test } from "vitest";
import { startGateway } from "#tests/support/gateway.ts";
import { heard } from "#tests/support/upstream/scenes/heard.ts";
import type { SceneName } from "#tests/support/upstream/scenes/scene.ts";
import {
  clientNames,
  contractClients,
  counted,
  expectedOf,
  startUpstreams,
  targets,
  type TargetId,
} from "./grid.ts";
import type { Ability, ContractClient, Question } from "./question.ts";

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const tools = ["get_tide", "get_wind"];
const schema = {
  type: "object",
  properties: { height: { type: "integer" } },
  required: ["height"],
  additionalProperties: false,
};
const history = [
  { id: "call_1", name: "get_tide", input: { port: "Brest" }, result: "3 m" },
  { id: "call_2", name: "get_wind", input: {}, result: "calm" },
];

interface Case {
  readonly scene: SceneName;
  readonly needs: readonly Ability[];
  readonly asks: Partial<Question>;
  /** What the upstream must have been told, beside the text. */
  readonly told?: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  {
    scene: "text",
    needs: ["system"],
    asks: { system: "Be brief." },
    told: { said: ["system: Be brief.", "user: What now?"] },
  },
  {
    scene: "text",
    needs: [],
    asks: { maxTokens: 99 },
    told: { maxTokens: 99 },
  },
  { scene: "cut", needs: [], asks: {} },
  { scene: "reasoning", needs: [], asks: {} },
  { scene: "tools", needs: ["tools"], asks: { tools }, told: { tools } },
  {
    scene: "text",
    needs: ["tools"],
    asks: { tools, history },
    told: {
      said: [
        "user: Before.",
        'call get_tide {"port":"Brest"}',
        "call get_wind {}",
        "result get_tide: 3 m",
        "result get_wind: calm",
        "user: What now?",
      ],
    },
  },
  {
    scene: "text",
    needs: ["image"],
    asks: { image: png },
    told: { said: ["user: What now?", `user image ${png}`] },
  },
  {
    scene: "text",
    needs: ["stop"],
    asks: { stop: ["END", "STOP"] },
    told: { stop: ["END", "STOP"] },
  },
  {
    scene: "structured",
    needs: ["schema"],
    asks: { schema },
    told: {
      schema: expect.objectContaining({
        type: "object",
        properties: schema.properties,
      }),
    },
  },
];

/** An upstream's status, and what the client sees. */
const statuses = [
  [400, 400],
  [401, 502],
  [404, 404],
  [429, 429],
  [500, 502],
  [503, 503],
] as const;
const failures = statuses.flatMap(([status, seen]) => [
  [status, seen, false] as const,
  [status, seen, true] as const,
]);

const ran: string[] = [];

async function start(name: string) {
  const { upstreams, instances, close } = await startUpstreams();
  onTestFinished(() => void close());
  const { address } = await startGateway({
    config: { instances, gateway: { requireKey: false } },
  });
  const client = contractClients(address).find((it) => it.name === name);
  if (client === undefined) throw new Error(`No client ${name}.`);
  return { client, upstreams };
}

function can(client: ContractClient, needs: readonly Ability[]): boolean {
  return needs.every((ability) => !client.lacks.includes(ability));
}

const ways = [false, true];
const told = (stream: boolean) => (stream ? ", streamed" : "");

/** Everything that a client has words for, with every kind of upstream, whole and streamed. */
function cellsOf(client: ContractClient) {
  const possible = cases.filter(({ needs }) => can(client, needs));
  return targets.flatMap(({ id, kind }) =>
    possible.flatMap((it) =>
      ways.map((stream) => ({
        ...it,
        id,
        kind,
        asked: { ...question(id, it.scene, stream), ...it.asks },
        cell: `${client.name} → ${id}: ${[it.scene, ...Object.keys(it.asks)].join(" ")}${told(stream)}`,
      })),
    ),
  );
}

function question(id: TargetId, scene: string, stream: boolean): Question {
  return { model: `${id}:${scene}`, stream, text: "What now?" };
}

test.each(clientNames)(
  "%s understands every kind of upstream, and is understood",
  async (name) => {
    const { client, upstreams } = await start(name);
    for (const { id, kind, scene, told, asked, cell } of cellsOf(client)) {
      ran.push(cell);
      const answer = await client.ask(asked).catch((error: unknown) => {
        expect.soft(error, cell).toBeUndefined();
      });
      if (!answer) continue;
      const expected = expectedOf(scene, { client, kind, model: asked.model });
      expect.soft(counted(answer), cell).toEqual(expected);
      const call = upstreams[id].calls.at(-1);
      if (call && told)
        expect.soft(heard(kind, call), cell).toMatchObject(told);
    }
  },
  30_000,
);

test.each(clientNames)(
  "%s gets failures in its own shape, before the reply and within it",
  async (name) => {
    const { client } = await start(name);
    const failing = async (asked: Question) =>
      client.readFailure(
        await client.ask(asked).then(
          (answer) => ({ message: `Answered: ${JSON.stringify(answer)}` }),
          (error: unknown) => error,
        ),
      );
    for (const { id } of targets) {
      for (const [status, seen, stream] of failures) {
        const cell = `${name} → ${id}: ${status}${told(stream)}`;
        ran.push(cell);
        const asked = question(id, String(status), stream);
        const failure = await failing(asked);
        expect.soft(failure.status, cell).toBe(seen);
        expect.soft(failure.message, cell).toContain(`Simulated ${status}`);
      }
      const cell = `${name} → ${id}: breaks`;
      ran.push(cell);
      const broken = await failing(question(id, "breaks", true));
      expect.soft(broken.message, cell).toContain("It broke");
    }
  },
  30_000,
);

afterAll(() => {
  process.stdout.write(`${ran.join("\n")}\n${ran.length} cells ran.\n`);
});
