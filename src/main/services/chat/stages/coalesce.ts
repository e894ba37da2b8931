import { Flight } from "../flight.ts";
import {
  emitAll,
  type ChatCall,
  type ChatStage,
  type Emit,
} from "../runner.ts";
import { servedFromStore, unpaid } from "../unpaid-reply.ts";

/**
 * Identical calls at the same time are one call upstream. Whoever joins reads the same answer from
 * its beginning; the call goes on while anyone listens and is aborted when nobody does.
 */
export function coalesce(): ChatStage {
  const flights = new Map<string, Flight>();
  return (next) => (call, signal, emit) => {
    const { cacheKey: key } = call;
    if (key === undefined) return next(call, signal, emit);
    const running = flights.get(key);
    if (running !== undefined) return running.join(signal, shared(call, emit));
    const flight = new Flight({
      run: (flightSignal, take) => next(call, flightSignal, take),
      onClose() {
        if (flights.get(key) === flight) flights.delete(key);
      },
    });
    flights.set(key, flight);
    return flight.join(signal, emit);
  };
}

/** What a follower gets: the same events, but nothing was paid for them. */
function shared(call: ChatCall, emit: Emit): Emit {
  let isAnnounced = false;
  return (item) => {
    const { event } = item;
    if (event.type === "served-by") return undefined;
    const passed =
      event.type === "usage" ? { event: unpaid(event.usage) } : item;
    if (isAnnounced || event.type === "progress" || event.type === "error")
      return emit(passed);
    isAnnounced = true;
    const server = servedFromStore(call, { source: "shared", ageSeconds: 0 });
    return emitAll([{ event: server }, passed], emit);
  };
}
