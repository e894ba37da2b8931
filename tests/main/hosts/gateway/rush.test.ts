import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { CallThread } from "#main/adapters/http/thread/call-thread.ts";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";

const connections = 48;
const each = 8;
const requests = connections * each;
const tokens = 3;

/** An upstream whose reply is the prompt. */
async function echoUpstream() {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => (body += String(bytes)));
    request.on("end", () => echo(body, response));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/v1`;
}

function echo(body: string, response: ServerResponse): void {
  if (body === "") return void response.writeHead(404).end();
  const { messages } = JSON.parse(body) as {
    messages: readonly { content: string }[];
  };
  response.setHeader("content-type", "application/json").end(
    JSON.stringify({
      id: "chatcmpl-echo",
      object: "chat.completion",
      created: 1,
      model: "echo",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: messages[0]?.content },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 2, completion_tokens: 1, total_tokens: tokens },
    }),
  );
}

async function start() {
  const baseUrl = await echoUpstream();
  const inThread = vi.spyOn(CallThread.prototype, "call");
  onTestFinished(() => inThread.mockRestore());
  const gateway = await startGateway({
    config: {
      instances: [
        {
          ...{ id: "lab", kind: "openai", baseUrl },
          prices: [{ model: "*", input: 1, output: 1 }],
        },
      ],
    },
  });
  await gateway.client.settings.set({ key: "budgetPerDayCents", value: 1_000 });
  const { token, id } = await createKey(gateway.dataDir, {
    tokensPerDay: 1_000_000_000,
  });
  const send = async (text: string) => {
    const reply = await ask(`${gateway.address}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${token}` },
      body: {
        model: "lab:echo",
        messages: [{ role: "user", content: text }],
        max_tokens: 5,
      },
    });
    const { choices } = (reply.json ?? {}) as {
      choices?: readonly { message: { content: string } }[];
    };
    return { status: reply.status, text: choices?.[0]?.message.content };
  };
  /** What came of all requests, by what each said. */
  const rush = async () => {
    const outcomes = new Map<string, Awaited<ReturnType<typeof send>>>();
    await Promise.all(
      Array.from({ length: connections }, async (_, connection) => {
        for (let count = 0; count < each; count += 1) {
          const text = `${connection} ${count} — 潮`;
          outcomes.set(text, await send(text));
        }
      }),
    );
    return outcomes;
  };
  return { ...gateway, keyId: id, rush, inThread };
}

test("in a rush each has its own reply, its line and its cost", async () => {
  const { rush, inThread, client, dataDir, keyId } = await start();
  const outcomes = await rush();
  expect(outcomes.size).toBe(requests);
  for (const [text, outcome] of outcomes)
    expect(outcome).toEqual({ status: 200, text });
  expect(inThread).toHaveBeenCalled();
  const lines = await readAudit(dataDir);
  expect(lines).toHaveLength(requests);
  for (const line of lines)
    expect(line).toMatchObject({
      keyId,
      outcome: "ok",
      servedModel: "lab:echo",
    });
  const [budget] = await client.activity.budgets({});
  expect(budget?.usedNanoUsd).toBe(requests * tokens * 1_000);
});
