import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startBackend } from "#tests/support/backend.ts";
import { ask, readAudit } from "#tests/support/gateway.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";

const silent: Route = () => undefined;
const chunk =
  'data: {"id":"x","model":"m","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n';
const halfway: Route = (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(chunk);
};

/** The real program, and an upstream that leaves one call without an answer and another one halfway. */
async function program() {
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /silent/v1/chat/completions": silent,
    "POST /halfway/v1/chat/completions": halfway,
  });
  onTestFinished(() => upstream.close());
  const dataDir = temporaryFolder();
  const config = join(temporaryFolder(), "config.json");
  const at = (id: string) => ({
    id,
    kind: "openai",
    baseUrl: `${upstream.url}/${id}/v1`,
  });
  writeFileSync(
    config,
    JSON.stringify({
      instances: [at("silent"), at("halfway")],
      gateway: { requireKey: false },
    }),
  );
  const served = spawn(
    process.execPath,
    [
      ...["src/main/cli.ts", "serve", "--no-web", "--gateway-port", "0"],
      ...["--data-dir", dataDir, "--config", config],
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  onTestFinished(() => void served.kill("SIGKILL"));
  const [ready] = (await once(served.stdout, "data")) as [Buffer];
  const { gateway } = JSON.parse(ready.toString()) as { gateway: string };
  const killed = async () => {
    const ended = once(served, "exit");
    served.kill("SIGKILL");
    await ended;
  };
  return { gateway, dataDir, upstream, killed };
}

test("a request that the program was killed in has its line in the audit after the next start, once", async () => {
  const { gateway, dataDir, upstream, killed } = await program();
  const call = (id: string) =>
    ask(`${gateway}/v1/chat/completions`, {
      headers: { "x-request-id": `request-${id}` },
      body: {
        model: `${id}:some-model`,
        messages: [{ role: "user", content: "Hi" }],
        stream: true,
      },
    }).catch(() => undefined);
  const calls = ["silent", "halfway"].map(call);
  // Beside them it is asked what it speaks.
  const asked = () =>
    upstream.requests.filter(({ path }) => path.endsWith("/chat/completions"))
      .length;
  await expect.poll(asked, { timeout: 20_000 }).toBe(2);
  await sleep(600);
  await killed();
  await Promise.all(calls);
  expect(await readAudit(dataDir)).toEqual([]);

  const interrupted = {
    client: "127.0.0.1",
    route: "POST /v1/chat/completions",
    attempts: 1,
    outcome: "aborted",
    error: {
      code: "interrupted",
      message: "ModelDocker was ended before this request was.",
    },
  };
  for (let start = 0; start < 2; start += 1) {
    const { backend } = await startBackend({ dataDir });
    await backend.dispose();
    const events = await readAudit(dataDir);
    expect(
      events.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1)),
    ).toMatchObject([
      {
        ...interrupted,
        requestId: "request-halfway",
        askedModel: "halfway:some-model",
        servedModel: "halfway:some-model",
        status: 200,
      },
      {
        ...interrupted,
        requestId: "request-silent",
        askedModel: "silent:some-model",
        status: 499,
      },
    ]);
    expect(events).toHaveLength(2);
  }
}, 60_000);
