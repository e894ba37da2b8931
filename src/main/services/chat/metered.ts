import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { emitAll, type Emit } from "./runner.ts";
import type { Tally } from "./tally.ts";

/** Passes one event on through a tally: priced, and nothing after the end. */
export function emitMetered(
  tally: Tally,
  item: ChatEvent,
  emit: Emit,
): ReturnType<Emit> {
  const { event } = item;
  if (tally.isOver) return undefined;
  if (event.type === "usage") {
    const usage = tally.priced(event.usage);
    const priced = { type: "usage", usage } as const;
    tally.note(priced);
    return emit({ ...item, event: priced });
  }
  if (event.type === "error") {
    // The reply is whole already; what goes wrong afterwards takes nothing from it.
    if (tally.hasEnded) return undefined;
    // Text that was paid for counts, also when the call failed before anybody said how much.
    const before = estimatedUsage(tally);
    tally.note(event);
    return emitAll([...before, item], emit);
  }
  tally.note(event);
  return emit(item);
}

/** Our own count, where content came and nobody told. */
export function estimatedUsage(tally: Tally): readonly ChatEvent[] {
  const usage = tally.missingUsage();
  if (usage === undefined) return [];
  tally.note({ type: "usage", usage });
  return [{ event: { type: "usage", usage } }];
}
