import type { GatewayRequest } from "./gateway-request.ts";

const mostBytes = 67_108_864;
const mostMs = 5_000;
/** Who is silent for so long has stopped, or waits for something. */
const pauseMs = 500;

/**
 * Takes in and forgets what a refused client is still sending, within bounds: one that is cut off while it sends
 * never reads why.
 */
export function drainRequest(request: GatewayRequest): Promise<void> {
  return new Promise((resolve) => {
    let left = mostBytes;
    const end = (): void => {
      clearTimeout(limit);
      clearTimeout(pause);
      request.off("data", onData).off("end", end).off("close", end).pause();
      resolve();
    };
    const limit = setTimeout(end, mostMs);
    const pause = setTimeout(end, pauseMs);
    const onData = (chunk: Buffer): void => {
      pause.refresh();
      left -= chunk.length;
      if (left <= 0) end();
    };
    const body = request.flow();
    body.on("data", onData).once("end", end).once("close", end).resume();
  });
}
