import { IncomingMessage } from "node:http";

/** A body up to this length is held as it comes; more goes the way of every stream. */
const mostHeldBytes = 256 * 1024;

const { _dump: dump } = IncomingMessage.prototype as unknown as {
  readonly _dump: () => void;
};

/**
 * A request whose body can be had at once where it has arrived, as those of most requests have by the
 * time that it is asked for. Node hands over the pieces by `push`; held here, they need no stream,
 * whose events and turns cost as much as the rest of reading a request.
 */
export class GatewayRequest extends IncomingMessage {
  #pieces: Buffer[] | undefined = [];
  #length = 0;
  #isTaken = false;

  override push(piece: Buffer | null): boolean {
    const pieces = this.#pieces;
    if (pieces === undefined) return super.push(piece);
    if (piece === null) return true;
    pieces.push(piece);
    this.#length += piece.length;
    if (this.#length > mostHeldBytes) this.flow();
    return true;
  }

  /** The whole body, once; undefined where it has to be waited for, or is too long to be held. */
  takeBody(): Buffer | undefined {
    const pieces = this.#pieces;
    if (!this.complete || pieces === undefined) return undefined;
    this.#pieces = [];
    this.#isTaken = true;
    const [only = Buffer.alloc(0)] = pieces;
    return pieces.length > 1 ? Buffer.concat(pieces) : only;
  }

  /** From now on its body comes by events, as of every stream. */
  flow(): this {
    const pieces = this.#pieces;
    if (pieces === undefined) return this;
    this.#pieces = undefined;
    for (const piece of pieces) super.push(piece);
    if (this.complete) super.push(null);
    return this;
  }

  /** Node calls it when the response has ended, to take what nobody read off the wire. */
  _dump(): void {
    if (!this.#isTaken) Reflect.apply(dump, this, []);
  }
}
