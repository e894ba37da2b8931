import { createRouterClient } from "@orpc/server";
import type { ContractRouterClient } from "@orpc/contract";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import {
  composeBackend,
  type BackendOptions,
  type RpcRouter,
} from "#main/compose.ts";
import type {
  BranchMessage,
  ConversationEvent,
} from "#shared/chat/conversation.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import { createQuietLog } from "#tests/fakes/quiet-log.ts";
import { callWorkerEntry } from "./call-worker.ts";
import { commitWorkerEntry } from "./commit-worker.ts";
import { temporaryFolder } from "./temporary-store.ts";

/** Options of the real backend in a folder that goes when the test ends. */
export function backendOptions(options: Partial<BackendOptions> = {}) {
  const dataDir = options.dataDir ?? temporaryFolder();
  const { log, lines } = createQuietLog();
  const whole: BackendOptions = {
    dataDir,
    demo: false,
    version: "0.0.0-test",
    environment: {},
    launcher: createForkLauncher(),
    localWorkerEntry: fileURLToPath(
      new URL("../../src/main/adapters/local/worker/main.ts", import.meta.url),
    ),
    historyWorkerEntry: fileURLToPath(
      new URL(
        "../../src/main/adapters/sqlite/history/history-worker.ts",
        import.meta.url,
      ),
    ),
    commitWorkerEntry,
    callWorkerEntry,
    log,
    ...options,
  };
  return { options: whole, lines };
}

/** Asks a router in-process, as a window does. */
export function routerClient(router: RpcRouter) {
  return createRouterClient(
    router,
  ) as unknown as ContractRouterClient<Contract>;
}

/** The real backend, asked in-process through its RPC router. */
export async function startBackend(options: Partial<BackendOptions> = {}) {
  const { options: whole, lines } = backendOptions(options);
  const backend = await composeBackend(whole);
  onTestFinished(() => backend.dispose());
  const client = routerClient(backend.router);
  return { backend, client, dataDir: whole.dataDir, logLines: lines };
}

export type TestClient = Awaited<ReturnType<typeof startBackend>>["client"];

/** Sends one message to a new chat and watches it until each reply is settled. */
export async function chatOnce(
  client: TestClient,
  input: {
    readonly model: string;
    readonly text: string;
    readonly maxTokens?: number;
    readonly isPrivate?: boolean;
  },
): Promise<{
  readonly events: readonly ConversationEvent[];
  readonly reply: BranchMessage;
}> {
  const { maxTokens, isPrivate = false } = input;
  const { id: conversationId } = await client.conversations.create({
    private: isPrivate,
  });
  if (maxTokens !== undefined)
    await client.conversations.update({
      id: conversationId,
      parameters: { maxTokens },
    });
  const watching = new AbortController();
  const stream = await client.chat.watch(
    { conversationId },
    { signal: watching.signal },
  );
  const events: ConversationEvent[] = [];
  const settled = (async () => {
    for await (const event of stream) {
      events.push(event);
      if (event.type === "message" && isSettledReply(event.message))
        return event.message;
    }
    throw new Error("The watch ended before the reply did.");
  })();
  await client.chat.send({
    conversationId,
    parts: [{ type: "text", text: input.text }],
    models: [input.model],
  });
  const reply = await settled;
  watching.abort();
  return { events, reply };
}

export function isSettledReply(message: BranchMessage): boolean {
  return message.role === "assistant" && message.status !== "streaming";
}

export function replyText(message: BranchMessage): string {
  return message.parts
    .map((part) => (part.type === "text" ? part.text : ""))
    .join("");
}
