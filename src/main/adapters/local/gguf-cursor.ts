/** What is wrong with a header, as the end of a sentence. The reader turns it into an AppError. */
export class GgufFormatError extends Error {
  override readonly name = "GgufFormatError";
}

/** Reads up to `buffer.length` bytes at `position`; answers how many came. */
export type ReadAt = (buffer: Buffer, position: number) => Promise<number>;

const chunkBytes = 128 * 1024;
/** The biggest vocabularies known take about 30 MB; more is not a header. */
const maxHeaderBytes = 128 * 1024 * 1024;

/**
 * Walks a header through one small buffer, never backwards. `need` must come before each read; it is
 * synchronous in effect while the buffer holds enough, so callers loop without an await per value.
 */
export class GgufCursor {
  readonly size: number;
  #readAt: ReadAt;
  #buffer = Buffer.alloc(chunkBytes);
  #start = 0;
  #length = 0;
  #offset = 0;
  #bigEndian = false;

  constructor(readAt: ReadAt, size: number) {
    this.#readAt = readAt;
    this.size = size;
  }

  get position(): number {
    return this.#start + this.#offset;
  }

  get remaining(): number {
    return this.size - this.position;
  }

  useBigEndian(): void {
    this.#bigEndian = true;
  }

  has(bytes: number): boolean {
    return this.#length - this.#offset >= bytes;
  }

  /** Makes `bytes` (at most one chunk) readable. */
  async need(bytes: number): Promise<void> {
    if (this.has(bytes)) return;
    this.#check(bytes);
    this.#start = this.position;
    this.#offset = 0;
    this.#length = 0;
    while (this.#length < bytes) {
      const got = await this.#readAt(
        this.#buffer.subarray(this.#length),
        this.#start + this.#length,
      );
      if (got === 0) throw new GgufFormatError("it ends within its header");
      this.#length += got;
    }
  }

  skip(bytes: number): void {
    this.#check(bytes);
    this.#offset += bytes;
    if (this.#offset <= this.#length) return;
    this.#start += this.#offset;
    this.#offset = 0;
    this.#length = 0;
  }

  unsigned8(): number {
    return this.#buffer.readUInt8(this.#take(1));
  }

  unsigned32(): number {
    const at = this.#take(4);
    return this.#bigEndian
      ? this.#buffer.readUInt32BE(at)
      : this.#buffer.readUInt32LE(at);
  }

  /** A count or a size: beyond what a number holds exactly it is absurd anyway. */
  unsigned64(): number {
    const at = this.#take(8);
    const value = this.#bigEndian
      ? this.#buffer.readBigUInt64BE(at)
      : this.#buffer.readBigUInt64LE(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new GgufFormatError("its header holds an absurd number");
    return Number(value);
  }

  text(bytes: number): string {
    const at = this.#take(bytes);
    return this.#buffer.toString("utf8", at, at + bytes);
  }

  #take(bytes: number): number {
    const at = this.#offset;
    if (at + bytes > this.#length) throw new RangeError("read before need");
    this.#offset += bytes;
    return at;
  }

  #check(bytes: number): void {
    if (bytes > this.remaining)
      throw new GgufFormatError("it ends within its header");
    if (this.position + bytes > maxHeaderBytes)
      throw new GgufFormatError("its header is absurdly long");
  }
}
