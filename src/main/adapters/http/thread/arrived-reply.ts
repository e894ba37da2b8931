import type { HttpReply } from "../exchange.ts";

/** A reply that is there, all of it. */
export class ArrivedReply implements HttpReply {
  readonly #text: string;
  readonly status: number;
  readonly headers: HttpReply["headers"];

  constructor(status: number, headers: HttpReply["headers"], text: string) {
    this.status = status;
    this.headers = headers;
    this.#text = text;
  }

  get body(): AsyncIterable<Uint8Array> {
    return pieceOf(this.#text);
  }

  takeText(): string {
    return this.#text;
  }

  end(): void {
    // Nothing is waited for any more.
  }
}

async function* pieceOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
