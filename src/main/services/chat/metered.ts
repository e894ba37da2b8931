import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Tally } from "./tally.ts";

/**
 * One event of a stream on its way through a tally: priced, and nothing after the end. Lists and no
 * generators here: delegating to one costs an asynchronous generator several turns per event.
 */
export function metered(tally: Tally, item: ChatEvent): readonly ChatEvent[] {
  const { event } = item;
  if (tally.isOver()) return [];
  if (event.type === "usage") {
    const usage = tally.priced(event.usage);
    tally.note({ type: "usage", usage });
    return [{ ...item, event: { type: "usage", usage } }];
  }
  // The reply is whole already; what goes wrong afterwards takes nothing from it.
  if (event.type === "error" && tally.hasEnded()) return [];
  // Text that was paid for counts, also when the call failed before anybody said how much.
  const before = event.type === "error" ? estimatedUsage(tally) : [];
  tally.note(event);
  return [...before, item];
}

/** Our own count, where content came and nobody told. */
export function estimatedUsage(tally: Tally): readonly ChatEvent[] {
  const usage = tally.missingUsage();
  if (usage === undefined) return [];
  tally.note({ type: "usage", usage });
  return [{ event: { type: "usage", usage } }];
}
