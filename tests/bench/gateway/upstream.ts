import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/**
 * The least that can be an upstream in OpenAI's dialect, in a process of its own: one fixed reply, or a
 * stream of `tokens` pieces, the first at once and the others at the given pace. Bare sockets, so that
 * what is measured is what stands before it.
 */

const tokens = 100;
const paceMs = Number(process.env["BENCH_PACE_MS"] ?? "5");

const whole = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1_772_800_000,
  model: "bench",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content:
          "The tide at Brest is at its height shortly after four; allow an hour for the way back. ".repeat(
            4,
          ),
      },
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 180, completion_tokens: 80, total_tokens: 260 },
});
const wholeReply = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(whole)}\r\n\r\n${whole}`,
);
const streamHead =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function piece(delta: object, finish: string | null): string {
  const choice = { index: 0, delta, finish_reason: finish };
  return chunked(
    `data: ${JSON.stringify({
      id: "chatcmpl-bench",
      object: "chat.completion.chunk",
      created: 1_772_800_000,
      model: "bench",
      choices: [choice],
    })}\n\n`,
  );
}

const token = piece({ content: " word" }, null);
const ending = `${piece({}, "stop")}${chunked("data: [DONE]\n\n")}0\r\n\r\n`;

function stream(socket: Socket): void {
  socket.write(streamHead + token);
  let sent = 1;
  const timer = setInterval(() => {
    sent += 1;
    if (sent < tokens) return void socket.write(token);
    stop();
    socket.write(token + ending);
  }, paceMs);
  const stop = () => {
    clearInterval(timer);
    socket.off("close", stop);
  };
  socket.once("close", stop);
}

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  let held: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const end = held.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = held.toString("latin1", 0, end);
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? "0");
    if (held.length < end + 4 + length) return;
    const body = held.toString("latin1", end + 4, end + 4 + length);
    held = held.subarray(end + 4 + length);
    if (head.startsWith("GET "))
      return void socket.write(
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
      );
    if (/"stream": ?true/.test(body)) stream(socket);
    else socket.write(wholeReply);
  });
}

const server = createServer(serve).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
process.stdout.write(
  `${JSON.stringify({ event: "ready", url: `http://127.0.0.1:${port}` })}\n`,
);
