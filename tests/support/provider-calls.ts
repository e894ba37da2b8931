import {
  createHttpChatProvider,
  type HttpChatProviderOptions,
} from "#main/adapters/http/provider.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { InstanceId } from "#shared/models/ids.ts";

export const testKey = "canary-0123456789abcdef";

export function providerOf(
  options: Pick<HttpChatProviderOptions, "kind" | "baseUrl"> &
    Partial<HttpChatProviderOptions>,
): ChatProvider {
  return createHttpChatProvider({
    instance: "sim" as InstanceId,
    apiKey: () => testKey,
    clock: { now: () => Date.now() },
    ...options,
  });
}

export function asking(
  model: string,
  more: Partial<ChatRequest> = {},
): ChatRequest {
  const parts = [{ type: "text" as const, text: "Hello" }];
  const messages = [{ role: "user" as const, parts }];
  return { model, messages, parameters: {}, ...more };
}

/** All events of one call, and what they add up to. */
export async function replyTo(
  provider: ChatProvider,
  call: ProviderCall,
  signal = new AbortController().signal,
): Promise<{ events: ChatEvent[]; reply: Reply }> {
  const events: ChatEvent[] = [];
  for await (const event of provider.chat(call, signal)) events.push(event);
  const reply = events.reduce(
    (grown, { event }) => applyStreamEvent(grown, event),
    emptyReply,
  );
  return { events, reply };
}

export function textOf({ parts }: Reply): string {
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}
