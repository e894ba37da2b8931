import { create } from "zustand";
import type { MessageHit } from "#shared/chat/message-hit.ts";
import { navigate } from "./app-navigation.ts";

export type FoundMessage = Pick<
  MessageHit,
  "conversationId" | "messageId" | "match"
>;

/** The message that a person chose among what a search found, until its chat has brought it into sight. */
export const useFoundMessage = create<{ readonly found?: FoundMessage }>(
  () => ({}),
);

export function openFound(found: FoundMessage): void {
  useFoundMessage.setState({ found });
  navigate("chat", found.conversationId);
}

export function clearFound(): void {
  useFoundMessage.setState({}, true);
}
