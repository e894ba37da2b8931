import { connect, type Socket } from "node:net";
import { quantile } from "../row.ts";

/** What one run of the load generator is told, as JSON in its first argument. */
export interface Load {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connections: number;
  /** Runs so long; the beginning is not counted. */
  readonly forMs?: number;
  readonly warmUpMs?: number;
  /** Or so many requests on each connection. */
  readonly each?: number;
}

/** What it prints as JSON. */
export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the request to the first byte of the reply's body. */
  readonly firstByteP50Ms: number;
  /** Replies that hold all 100 pieces of text and end as a stream does. */
  readonly wholeStreams: number;
}

/** Bare sockets with keep-alive: a client library would cost more than what is measured. */
class Client {
  readonly #request: Buffer;
  readonly #done: (sample: Sample) => boolean;
  readonly #socket: Socket;
  #text = "";
  #began = 0;
  #firstByte = 0;

  constructor(load: Load, done: (sample: Sample) => boolean) {
    const { hostname, port, host } = new URL(load.url);
    const headers = Object.entries({
      host,
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(load.body)),
      ...load.headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#request = Buffer.from(
      `POST ${load.path} HTTP/1.1\r\n${headers.join("")}\r\n${load.body}`,
    );
    this.#done = done;
    this.#socket = connect(Number(port), hostname, () => this.#send());
    this.#socket.setNoDelay(true).setEncoding("latin1");
    this.#socket.on("data", (text) => this.#take(String(text)));
    this.#socket.on("error", () => this.#end(false));
  }

  #send(): void {
    this.#text = "";
    this.#firstByte = 0;
    this.#began = performance.now();
    this.#socket.write(this.#request);
  }

  #take(text: string): void {
    this.#text += text;
    const head = this.#text.indexOf("\r\n\r\n");
    if (head < 0 || this.#text.length === head + 4) return;
    if (this.#firstByte === 0) this.#firstByte = performance.now();
    if (isWhole(this.#text, head))
      this.#end(this.#text.startsWith("HTTP/1.1 200"));
  }

  #end(ok: boolean): void {
    const now = performance.now();
    const goesOn = this.#done({
      ok,
      ms: now - this.#began,
      firstByteMs: this.#firstByte - this.#began,
      pieces: this.#text.split(" word").length - 1,
      isClosed: this.#text.includes("data: [DONE]"),
    });
    if (goesOn && ok) this.#send();
    else this.#socket.destroy();
  }
}

interface Sample {
  readonly ok: boolean;
  readonly ms: number;
  readonly firstByteMs: number;
  readonly pieces: number;
  readonly isClosed: boolean;
}

function isWhole(text: string, head: number): boolean {
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1];
  return length === undefined
    ? text.endsWith("\r\n0\r\n\r\n")
    : text.length >= head + 4 + Number(length);
}

function run(load: Load): Promise<LoadResult> {
  const { connections, forMs = Infinity, warmUpMs = 0, each = Infinity } = load;
  const start = performance.now();
  const samples: Sample[] = [];
  let failures = 0;
  let open = connections;
  let counted = start;
  return new Promise((resolve) => {
    const finish = () => {
      const took = performance.now() - counted;
      const times = samples.map(({ ms }) => ms);
      resolve({
        requests: samples.length,
        failures,
        perSecond: (samples.length * 1_000) / took,
        p50Ms: quantile(times, 0.5),
        p99Ms: quantile(times, 0.99),
        firstByteP50Ms: quantile(
          samples.map(({ firstByteMs }) => firstByteMs),
          0.5,
        ),
        wholeStreams: samples.filter(
          ({ pieces, isClosed }) => pieces === 100 && isClosed,
        ).length,
      });
    };
    const client = () => {
      let sent = 0;
      return new Client(load, (sample) => {
        const now = performance.now();
        const isWarm = now - start >= warmUpMs;
        if (isWarm && samples.length === 0)
          counted = warmUpMs > 0 ? now : start;
        if (!sample.ok) failures += 1;
        else if (isWarm) samples.push(sample);
        sent += 1;
        const goesOn =
          sample.ok && sent < each && now - start < warmUpMs + forMs;
        if (!goesOn && --open === 0) finish();
        return goesOn;
      });
    };
    for (let count = 0; count < connections; count += 1) client();
  });
}

if (process.argv[2] !== undefined) {
  const result = await run(JSON.parse(process.argv[2]) as Load);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
