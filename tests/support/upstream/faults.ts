import type { ServerResponse } from "node:http";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import {
  errorBody,
  errorFrame,
  readStream,
  textFrame,
  type SimulatedDialect,
} from "./dialect-frames.ts";
import { sendJson } from "./send-json.ts";

interface FaultyTurn {
  readonly dialect: SimulatedDialect;
  readonly response: ServerResponse;
}

type Fault = (turn: FaultyTurn) => void | Promise<void>;

export const hugeText = "h".repeat(1024 * 1024);

const statuses = [
  400, 401, 402, 403, 404, 408, 413, 422, 500, 502, 503, 504, 529,
];

/** What can go wrong with any dialect, by the name of the model that shows it. */
export const faults: Readonly<Record<string, Fault>> = {
  "retry-seconds": (turn) => busy(turn, "3"),
  "retry-date": (turn) =>
    busy(turn, new Date(Date.now() + 60_000).toUTCString()),
  ...Object.fromEntries(
    statuses.map((status) => [
      `status-${status}`,
      (turn: FaultyTurn) => fail(turn, status),
    ]),
  ),
  /** A failure instead of a reply, although the call itself went well. */
  "early-error": (turn) => {
    begin(turn);
    turn.response.end(errorFrame(turn.dialect, "Simulated failure"));
  },
  "one-byte": async (turn) => {
    begin(turn);
    for (const byte of Buffer.from(wire(turn))) {
      turn.response.write(Buffer.of(byte));
      await setImmediate();
    }
    turn.response.end();
  },
  crlf: (turn) => {
    begin(turn);
    turn.response.end(wire(turn).replaceAll("\n", "\r\n"));
  },
  /** Signs of life between the frames, and before the first one. */
  comments: (turn) => {
    begin(turn);
    const alive = turn.dialect === "ollama" ? "\n" : ": keep-alive\n\n";
    const frames = readStream(turn.dialect, "plain");
    turn.response.end(alive + frames.join(alive));
  },
  /** The last byte of text is half an event. */
  cut: (turn) => {
    begin(turn);
    const text = textFrame(turn.dialect, "Half a sentence");
    turn.response.write(text);
    turn.response.end(text.slice(0, text.length / 2));
  },
  torn: async (turn) => {
    begin(turn);
    turn.response.write(textFrame(turn.dialect, "Half a sentence"));
    await sleep(20);
    turn.response.socket?.resetAndDestroy();
  },
  stall: (turn) => {
    begin(turn);
    turn.response.write(textFrame(turn.dialect, "And then"));
  },
  huge: (turn) => {
    begin(turn);
    const frames = readStream(turn.dialect, "plain");
    const at = turn.dialect === "anthropic-messages" ? 2 : 0;
    turn.response.end(
      [
        ...frames.slice(0, at),
        textFrame(turn.dialect, hugeText),
        ...frames.slice(at),
      ].join(""),
    );
  },
  "as-text": (turn) => {
    turn.response.writeHead(200, { "content-type": "text/plain" });
    turn.response.end(wire(turn));
  },
  "as-json": (turn) => {
    turn.response.writeHead(200, { "content-type": "application/json" });
    turn.response.end(wire(turn));
  },
  html: ({ response }) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<html><head><title>Sign in</title></head></html>");
  },
  /** Headers after a while, the reply after them. */
  "slow-headers": async (turn) => {
    await sleep(80);
    begin(turn);
    turn.response.end(wire(turn));
  },
  silent: () => undefined,
};

export function begin({ dialect, response }: FaultyTurn): void {
  const type =
    dialect === "ollama" ? "application/x-ndjson" : "text/event-stream";
  response.writeHead(200, { "content-type": type });
  response.flushHeaders();
}

function wire({ dialect }: FaultyTurn): string {
  return readStream(dialect, "plain").join("");
}

function busy(turn: FaultyTurn, after: string): void {
  turn.response.setHeader("retry-after", after);
  fail(turn, 429);
}

function fail({ dialect, response }: FaultyTurn, status: number): void {
  sendJson(response, status, errorBody(dialect, `Simulated ${status}`));
}
