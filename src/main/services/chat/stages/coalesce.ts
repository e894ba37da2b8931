import type { ServedBy } from "#shared/chat/stream-event.ts";
import { Flight } from "../flight.ts";
import { targetOf, type ChatCall, type ChatStage } from "../runner.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";

/**
 * Identical calls at the same time are one call upstream. Whoever joins reads the same answer from
 * its beginning; the call goes on while anyone listens and is aborted when nobody does.
 */
export function coalesce(): ChatStage {
  const flights = new Map<string, Flight>();
  return (next) => (call, signal) => {
    const { cacheKey: key } = call;
    if (key === undefined) return next(call, signal);
    const running = flights.get(key);
    if (running !== undefined) return shared(call, running.join(signal));
    const flight = new Flight({
      run: (flightSignal) => next(call, flightSignal),
      onClose() {
        if (flights.get(key) === flight) flights.delete(key);
      },
    });
    flights.set(key, flight);
    return flight.join(signal);
  };
}

/** What a follower gets: the same events, but nothing was paid for them. */
async function* shared(
  call: ChatCall,
  stream: AsyncIterable<ChatEvent>,
): AsyncGenerator<ChatEvent, void> {
  const { instance, model, local, simulated } = targetOf(call);
  let announced = false;
  for await (const item of stream) {
    const { event } = item;
    if (event.type === "served-by") continue;
    if (!announced && event.type !== "progress" && event.type !== "error") {
      announced = true;
      const servedBy: ServedBy = {
        instance,
        model,
        local,
        simulated,
        attempt: call.attempts.count,
        cached: { source: "shared", ageSeconds: 0 },
      };
      yield { event: { type: "served-by", servedBy } };
    }
    if (event.type === "usage")
      yield { event: { ...event, usage: { ...event.usage, costNanoUsd: 0 } } };
    else yield item;
  }
}
