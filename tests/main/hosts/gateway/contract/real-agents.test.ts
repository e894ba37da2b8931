import { describe, expect, onTestFinished, test } from "vitest";
import { createKey, readAudit, startGateway } from "#tests/support/gateway.ts";
import {
  agentBinary,
  agents,
  runAgent,
  type AgentName,
} from "#tests/support/run-agent.ts";
import { heard } from "#tests/support/upstream/scenes/heard.ts";
import { startUpstreams, targets } from "./grid.ts";

async function start() {
  const { instances, upstreams, close } = await startUpstreams();
  onTestFinished(async () => void (await close()));
  const started = await startGateway({ config: { instances } });
  return { ...started, upstreams };
}

describe.each(Object.keys(agents) as AgentName[])("a real %s", (agent) => {
  const isThere = agentBinary(agent) !== undefined;

  test.runIf(isThere).each(targets)(
    "runs the command that a model asks for, and tells what it gave ($id)",
    async ({ id, kind }) => {
      const { address, dataDir, upstreams } = await start();
      const { token } = await createKey(dataDir);
      const model = `${id}:agent`;
      const { said, code } = await runAgent(agent, {
        address,
        model,
        key: token,
      });
      expect(said).toContain("It gave tide-42.");
      expect(code).toBe(0);
      const { calls } = upstreams[id];
      const [call] = calls.slice(-1);
      expect(call && heard(kind, call).said.join("\n")).toContain("tide-42");
      // Newer ones first look whether anybody is there, without their key.
      const all = await readAudit(dataDir);
      const lines = all.filter(({ route }) => !route.startsWith("HEAD "));
      expect(lines).toHaveLength(calls.length);
      for (const line of lines)
        expect(line).toMatchObject({
          askedModel: model,
          servedModel: model,
          status: 200,
          outcome: "ok",
          inputTokens: 30,
          outputTokens: 12,
        });
    },
    60_000,
  );

  test.runIf(isThere)(
    "says what is wrong with its key, its model and its limits, and ends",
    async () => {
      const { address, dataDir } = await start();
      const { token } = await createKey(dataDir);
      const poor = await createKey(dataDir, { tokensPerDay: 5 });
      const wrong = { address, model: "openai:agent", key: "mdk_wrong" };
      const rejected = await runAgent(agent, wrong);
      expect(rejected.said).toContain("A valid ModelDocker key is required.");
      expect(rejected.code).toBe(1);
      const unknown = { address, model: "nobody:agent", key: token };
      expect((await runAgent(agent, unknown)).said).toMatch(/nobody:agent/);
      const used = await runAgent(agent, { ...wrong, key: poor.token });
      expect(used.said).toMatch(/used up its tokens|Quota exceeded/);
      expect(used.code).toBe(1);
    },
    90_000,
  );
});
