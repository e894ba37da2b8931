import { create } from "zustand";
import type { CacheChoice } from "#shared/chat/cache-choice.ts";
import type { Part } from "#shared/chat/message.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { client } from "#renderer/rpc/client.ts";
import { chatIsRead } from "./chat-store.ts";
import { chatStore } from "./chat.ts";
import type { ModelsState } from "./models.ts";

/** Settings of a chat that does not exist before its first message. */
export interface NewChat {
  readonly model?: string;
  /** Absent: the one from the settings. */
  readonly systemPrompt?: string;
  readonly parameters: Parameters;
  readonly cacheChoice?: CacheChoice;
  /** True: only models on this computer are asked. */
  readonly private?: boolean;
}

export const useNewChat = create<NewChat>(() => ({ parameters: {} }));

export function changeNewChat(change: Partial<NewChat>): void {
  useNewChat.setState(change);
}

/** The model a new chat begins with: what was used last, a favourite, or one that costs nothing. */
export function startingModel({
  models,
  byRef,
  recents,
  favourites,
}: Pick<ModelsState, "models" | "byRef" | "recents" | "favourites">):
  string | undefined {
  const known = (ref: string): boolean => byRef.has(ref);
  const harmless = ({ local, simulated }: ModelDescriptor): boolean =>
    local || simulated;
  return (
    recents.find(known) ??
    [...favourites].find(known) ??
    models.find(harmless)?.ref
  );
}

/** Long enough for the chat's own view to have taken over. */
const handoverMs = 2_000;

/**
 * Makes the chat and sends its first message; the next new chat begins afresh. It is watched from
 * before the message, so that nothing of the reply is missed. Throws AppError.
 */
export async function startChat(
  parts: readonly Part[],
  model: string,
): Promise<string> {
  const chat = useNewChat.getState();
  const { systemPrompt, parameters, cacheChoice } = chat;
  const { id } = await client.conversations.create({
    model,
    ...(chat.private === true ? { private: true } : {}),
  });
  const hasParameters = Object.keys(parameters).length > 0;
  const wishes = {
    ...(systemPrompt === undefined ? {} : { systemPrompt }),
    ...(hasParameters ? { parameters } : {}),
    ...(cacheChoice === undefined ? {} : { cacheChoice }),
  };
  if (Object.keys(wishes).length > 0)
    await client.conversations.update({ id, ...wishes });
  const store = chatStore(id);
  const leave = store.watch();
  setTimeout(leave, handoverMs);
  await chatIsRead(store);
  await store.send(parts, [model]);
  useNewChat.setState({ parameters: {} }, true);
  return id;
}
