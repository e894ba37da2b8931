import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "#tests/support/gateway.ts";
import { startLlamaServer } from "#tests/support/llama-server.ts";
import { startOllama } from "#tests/support/ollama.ts";
import { contractClients } from "./grid.ts";
import type { Question } from "./question.ts";

const gguf = fileURLToPath(
  new URL(
    "../../../../fixtures/models/stories260K-chatml.gguf",
    import.meta.url,
  ),
);
const llamaServer = process.env.MODELDOCKER_TEST_LLAMA_SERVER;
const ollama = process.env.MODELDOCKER_TEST_OLLAMA;

async function askAll(instance: { readonly id: string }, model: string) {
  const { address } = await startGateway({
    config: { instances: [instance], gateway: { requireKey: false } },
  });
  for (const client of contractClients(address)) {
    for (const stream of [false, true]) {
      const id = `${instance.id}:${model}`;
      const asked: Question = {
        model: id,
        stream,
        text: "Once upon a time",
        maxTokens: 12,
        ...(client.lacks.includes("system") ? {} : { system: "Tell a story." }),
      };
      const answer = await client.ask(asked);
      const cell = `${client.name} → ${instance.id}${stream ? ", streamed" : ""}`;
      expect.soft(answer, cell).toMatchObject({
        model: id,
        finish: "length",
        calls: [],
        usage: {
          output: expect.toSatisfy((it) => it > 0 && it <= 12) as number,
        },
      });
      expect.soft(answer.usage.input, cell).toBeGreaterThan(4);
      expect.soft(answer.text.trim(), cell).not.toBe("");
    }
  }
}

test("every client reaches a GGUF file", async () => {
  const models = [{ id: "stories", path: gguf, contextSize: 512 }];
  await askAll(
    { id: "local", kind: "llamacpp", models } as { id: string },
    "stories",
  );
}, 60_000);

test.skipIf(llamaServer === undefined)(
  "every client reaches a real llama-server",
  async () => {
    const server = await startLlamaServer(llamaServer ?? "");
    onTestFinished(() => server[Symbol.asyncDispose]());
    const instance = { id: "llama", kind: "openai", baseUrl: server.url };
    await askAll(instance, "stories");
  },
  120_000,
);

test.skipIf(ollama === undefined)(
  "every client reaches a real Ollama",
  async () => {
    const server = await startOllama(ollama ?? "");
    onTestFinished(() => server[Symbol.asyncDispose]());
    const instance = { id: "ollama", kind: "ollama", baseUrl: server.url };
    await askAll(instance, "stories");
  },
  120_000,
);
