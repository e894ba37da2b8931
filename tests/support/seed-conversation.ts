import { randomUUID } from "node:crypto";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { openData } from "#main/compose/open-data.ts";

export interface SeedOptions {
  /** No program may be running on it. */
  readonly dataDir: string;
  readonly passphrase: string;
  readonly model: string;
  /** Messages, every other one a reply. */
  readonly count: number;
  /** By position, from 0. */
  readonly text: (index: number) => string;
}

/** Writes a finished chat straight into the store; returns its id. */
export async function seedConversation(options: SeedOptions): Promise<string> {
  const { dataDir, passphrase, model, count, text } = options;
  const { store } = await openData(
    {
      dataDir,
      environment: { MODELDOCKER_PASSPHRASE: passphrase },
      launcher: createForkLauncher(),
    },
    createSystemClock(),
  );
  const id = randomUUID();
  const time = new Date().toISOString();
  store.conversations.insert({
    id,
    title: `${count} messages`,
    pinned: false,
    model,
    systemPrompt: "",
    parameters: {},
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
  });
  let leafId: string | undefined;
  for (let index = 0; index < count; index += 1) {
    const isReply = index % 2 === 1;
    const messageId = randomUUID();
    store.conversations.insertMessage({
      id: messageId,
      conversationId: id,
      ...(leafId === undefined ? {} : { parentId: leafId }),
      role: isReply ? "assistant" : "user",
      parts: [{ type: "text", text: text(index) }],
      status: "complete",
      ...(isReply ? { model } : {}),
      createdAt: time,
    });
    leafId = messageId;
  }
  if (leafId !== undefined) store.conversations.update(id, { leafId }, time);
  store.close();
  return id;
}
