import type { ServerResponse } from "node:http";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import {
  readRecording,
  recordingNames,
  toSse,
  type RecordedItem,
} from "./recordings.ts";
import { sendJson } from "./send-json.ts";
import type { RecordedRequest } from "./recorded-request.ts";

interface Turn {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  readonly slowMs: number;
}

type Mode = (turn: Turn) => void | Promise<void>;

const failures: Readonly<Record<string, readonly [number, string]>> = {
  "401": [401, "No auth credentials found"],
  "402": [402, "Insufficient credits. Add more and try again."],
  "403": [403, "This model is not allowed by your guardrails"],
  "404": [404, "No endpoints found for this model"],
  "408": [408, "Request timed out"],
  "500": [500, "Internal Server Error"],
  "502": [502, "Provider returned error"],
  "503": [503, "No instances available"],
  "504": [504, "Gateway timeout"],
  "529": [529, "Overloaded"],
};

const modes: Readonly<Record<string, Mode>> = {
  /** The plain recording, a piece at a time. */
  slow: (turn) => pace(turn, readRecording("markdown"), turn.slowMs),
  /** Never ends by itself. */
  endless: async (turn) => {
    begin(turn);
    for (let count = 0; !turn.response.destroyed; count++) {
      write(turn, chunk(turn, { content: `${count} ` }));
      await sleep(turn.slowMs);
    }
  },
  /** Says the last user message again. */
  echo: (turn) => {
    const items = echoOf(turn.request.body)
      .match(/.{1,9}/gsu)
      ?.map((content) => chunk(turn, { content }));
    return pace(turn, [...(items ?? []), ...closing(turn)], 1);
  },
  "one-byte": async (turn) => {
    begin(turn);
    for (const byte of Buffer.from(toSse(readRecording("plain")))) {
      turn.response.write(Buffer.of(byte));
      await setImmediate();
    }
    turn.response.end();
  },
  crlf: (turn) => {
    begin(turn);
    turn.response.end(toSse(readRecording("plain"), "\r\n"));
  },
  gzip: (turn) => {
    begin(turn, { "content-encoding": "gzip" });
    turn.response.end(gzipSync(toSse(readRecording("plain"))));
  },
  /** A whole reply although a stream was asked for. */
  whole: (turn) => sendJson(turn.response, 200, wholeReply(turn)),
  /** Accepts the call and never answers. */
  silent: () => undefined,
  /** Some text, then silence on an open connection. */
  stall: (turn) => {
    begin(turn);
    write(turn, chunk(turn, { content: "And then" }));
  },
  /** Comments for ever. */
  processing: async (turn) => {
    begin(turn);
    while (!turn.response.destroyed) {
      turn.response.write(": OPENROUTER PROCESSING\n\n");
      await sleep(turn.slowMs);
    }
  },
  /** Text, then a torn connection. */
  reset: async (turn) => {
    begin(turn);
    write(turn, chunk(turn, { content: "Torn" }));
    await sleep(20);
    turn.response.socket?.resetAndDestroy();
  },
  /** The finish came, the end of the connection does not. */
  "no-close": (turn) => {
    begin(turn);
    write(turn, chunk(turn, { content: "Done, but open." }));
    write(turn, chunk(turn, {}, "stop"));
  },
  /** As much text as the socket takes, for as long as it takes it. */
  flood: async (turn) => {
    begin(turn);
    const content = "x".repeat(16 * 1024);
    while (!turn.response.destroyed) {
      write(turn, chunk(turn, { content }));
      turn.request.bytesWritten = turn.response.socket?.bytesWritten ?? 0;
      if (!turn.response.writableNeedDrain) await sleep(0);
      else if (!(await drained(turn.response))) return;
    }
  },
  "429": ({ response }) => {
    response.setHeader("retry-after", "2");
    response.setHeader("x-ratelimit-remaining", "0");
    const message = "Rate limit exceeded: free-models-per-min";
    sendJson(response, 429, { error: { code: 429, message } });
  },
  moderated: ({ response }) =>
    sendJson(response, 403, {
      error: {
        code: 403,
        message:
          "Your chosen model requires moderation and your input was flagged",
        metadata: { reasons: ["violence"], flagged_input: "…" },
      },
    }),
  "too-long": ({ response }) =>
    sendJson(response, 400, {
      error: {
        code: "context_length_exceeded",
        message: "This endpoint's maximum context length is 32768 tokens.",
        type: "invalid_request_error",
        param: "messages",
      },
    }),
  html: ({ response }) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      "<!doctype html><html><head><title>Sign in to the network</title></head><body>…</body></html>",
    );
  },
  "big-error": async ({ response }) => {
    response.writeHead(500, { "content-type": "application/json" });
    response.write('{"error":{"message":"');
    for (let count = 0; count < 160 && !response.destroyed; count++)
      if (!response.write("e".repeat(64 * 1024)) && !(await drained(response)))
        return;
    response.end('"}}');
  },
  redirect: ({ response }) => {
    response.writeHead(307, { location: "https://elsewhere.example/v1" });
    response.end();
  },
  "bad-json": (turn) => {
    begin(turn);
    turn.response.end("data: {not json}\n\n");
  },
};

/** Model ids that this upstream knows. */
export function modeNames(): readonly string[] {
  const names = [
    ...recordingNames(),
    ...Object.keys(modes),
    ...Object.keys(failures),
  ];
  return names.map((name) => `sim/${name}`);
}

export async function answerChat(
  request: RecordedRequest,
  response: ServerResponse,
  slowMs: number,
): Promise<void> {
  const name = modelOf(request.body).replace(/^sim\//, "");
  const turn: Turn = { request, response, slowMs };
  const failure = failures[name];
  if (failure) {
    const [code, message] = failure;
    return sendJson(response, code, { error: { code, message } });
  }
  const mode = modes[name];
  if (mode) return mode(turn);
  if (recordingNames().includes(name))
    return pace(turn, readRecording(name), 0);
  const message = `${modelOf(request.body)} is not a valid model ID`;
  sendJson(response, 400, { error: { code: 400, message } });
}

function begin(turn: Turn, headers: Record<string, string> = {}): void {
  turn.response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-generation-id": `gen-sim-${modelOf(turn.request.body).slice(4)}`,
    ...headers,
  });
  turn.response.flushHeaders();
}

async function pace(
  turn: Turn,
  items: readonly RecordedItem[],
  milliseconds: number,
): Promise<void> {
  begin(turn);
  for (const item of items) {
    if (turn.response.destroyed) return;
    write(turn, item);
    if (milliseconds > 0) await sleep(milliseconds);
  }
  turn.response.end();
}

function write(turn: Turn, item: RecordedItem): void {
  turn.response.write(toSse([item]));
}

function chunk(
  turn: Turn,
  delta: object,
  finish: string | null = null,
): RecordedItem {
  const model = modelOf(turn.request.body);
  const choice = { index: 0, delta, finish_reason: finish };
  return {
    data: JSON.stringify({
      id: "gen-sim",
      provider: "Simulated",
      model,
      object: "chat.completion.chunk",
      created: 1772800000,
      choices: [choice],
    }),
  };
}

function closing(turn: Turn): readonly RecordedItem[] {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 10,
    total_tokens: 20,
    cost: 0.00003,
  };
  const tail = { id: "gen-sim", choices: [], usage };
  return [
    chunk(turn, { content: "" }, "stop"),
    { data: JSON.stringify(tail) },
    { data: "[DONE]" },
  ];
}

function wholeReply(turn: Turn): unknown {
  return {
    id: "gen-sim-whole",
    provider: "Simulated",
    model: modelOf(turn.request.body),
    object: "chat.completion",
    created: 1772800000,
    choices: [
      {
        index: 0,
        finish_reason: "stop",
        message: {
          role: "assistant",
          content: "All at once.",
          reasoning: "Why wait?",
        },
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
  };
}

function modelOf(body: unknown): string {
  return body instanceof Object && "model" in body ? String(body.model) : "";
}

function echoOf(body: unknown): string {
  const { messages } = body as { messages: readonly { content: unknown }[] };
  const { content } = messages.at(-1) ?? { content: "" };
  if (typeof content === "string") return content;
  const parts = content as readonly { text?: string }[];
  return parts.map((part) => part.text ?? "").join("");
}

/** False when the caller hung up instead of reading on. */
function drained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle).off("close", settle);
      resolve(!response.destroyed);
    };
    response.on("drain", settle).on("close", settle);
  });
}
