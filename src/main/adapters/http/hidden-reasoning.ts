import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { KindRow } from "./kinds.ts";

/** Whether reasoning is to be left out here, as the upstream tells it in any case. */
export function isHiddenHere(
  { parameters }: ChatRequest,
  { hidesReasoning = false }: KindRow,
): boolean {
  return parameters.reasoning?.exclude === true && !hidesReasoning;
}

/** Without their frames too, which would be passed on as they came. */
export function withoutReasoning(
  items: readonly ChatEvent[],
): readonly ChatEvent[] {
  return items
    .filter(({ event }) => event.type !== "reasoning-delta")
    .map(({ event }) => ({ event }));
}
