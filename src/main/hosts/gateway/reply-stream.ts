import type { GatewayResponse } from "./gateway-response.ts";
import type { DialectFrame } from "#main/dialects/dialect.ts";

/** How pieces of a reply stand on the wire. */
export interface StreamFormat {
  readonly contentType: string;
  readonly open: string;
  readonly close: string;
  /** What keeps an idle connection alive and means nothing. */
  readonly keepAlive: string;
  frame(frame: DialectFrame, index: number): string;
}

/** A carriage return alone ends a line of the stream as well. */
const lineEnd = /\r\n?|\n/g;

export const serverSentEvents: StreamFormat = {
  contentType: "text/event-stream; charset=utf-8",
  open: "",
  close: "",
  keepAlive: ": keep-alive\n\n",
  frame({ event, data }) {
    const name = event === undefined ? "" : `event: ${event}\n`;
    return `${name}data: ${data.replaceAll(lineEnd, "\ndata: ")}\n\n`;
  },
};

export const jsonArray: StreamFormat = {
  contentType: "application/json; charset=utf-8",
  open: "[",
  close: "]\n",
  keepAlive: "\n",
  frame: ({ data }, index) => (index === 0 ? data : `,\n${data}`),
};

const keepAliveMs = 15_000;
/** A client that reads nothing for so long is given up. */
const stalledMs = 60_000;

/** Writes a reply as fast as its client reads it. */
export class ReplyStream {
  readonly #response: GatewayResponse;
  readonly #format: StreamFormat;
  readonly #keepAlive: NodeJS.Timeout;
  #frames = 0;

  constructor(response: GatewayResponse, format: StreamFormat) {
    this.#response = response;
    this.#format = format;
    response.begin(200, {
      "content-type": format.contentType,
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    });
    if (format.open !== "") response.write(format.open);
    this.#keepAlive = setInterval(() => {
      if (!response.writableNeedDrain) response.write(format.keepAlive);
    }, keepAliveMs);
  }

  /** A promise where the client is slower than we are. */
  write(frames: readonly DialectFrame[]): Promise<undefined> | undefined {
    if (frames.length === 0 || this.#response.destroyed) return undefined;
    const text = frames
      .map((frame) => this.#format.frame(frame, this.#frames++))
      .join("");
    this.#keepAlive.refresh();
    return this.#response.write(text) ? undefined : this.#drained();
  }

  end(): void {
    clearInterval(this.#keepAlive);
    this.#response.end(this.#format.close);
  }

  #drained(): Promise<undefined> {
    const response = this.#response;
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(patience);
        response.off("drain", settle).off("close", settle);
        resolve(undefined);
      };
      const patience = setTimeout(() => response.destroy(), stalledMs);
      response.once("drain", settle).once("close", settle);
    });
  }
}
