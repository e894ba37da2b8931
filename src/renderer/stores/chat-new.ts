import { create } from "zustand";
import type { Conversation } from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { client } from "#renderer/rpc/client.ts";
import type { ModelsState } from "./models.ts";

/** Settings of a chat that does not exist before its first message. */
export interface NewChat {
  readonly model?: string;
  /** Absent: the one from the settings. */
  readonly systemPrompt?: string;
  readonly parameters: Parameters;
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

/** Makes the chat and sends its first message; the next new chat begins afresh. Throws AppError. */
export async function startChat(
  parts: readonly Part[],
  model: string,
): Promise<Conversation> {
  const { systemPrompt, parameters } = useNewChat.getState();
  const { id } = await client.conversations.create({ model });
  const hasParameters = Object.keys(parameters).length > 0;
  if (systemPrompt !== undefined || hasParameters)
    await client.conversations.update({
      id,
      ...(systemPrompt === undefined ? {} : { systemPrompt }),
      ...(hasParameters ? { parameters } : {}),
    });
  await client.chat.send({
    conversationId: id,
    parts: [...parts],
    models: [model],
  });
  useNewChat.setState({ parameters: {} }, true);
  return client.conversations.get({ id });
}
