import { pipeline, Readable } from "node:stream";
import { constants, createGunzip, createInflate } from "node:zlib";
import { AppError } from "#shared/errors/app-error.ts";

/** What a body is packed in; undefined where there is nothing to do. Throws AppError `upstream-invalid`. */
export function unpackerFor(
  encoding: string,
):
  | ((packed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>)
  | undefined {
  const stream = decompressor(encoding.trim().toLowerCase());
  return stream && ((packed) => unpacked(packed, stream));
}

type Decompressor = ReturnType<typeof createGunzip | typeof createInflate>;

/** Throws what `packed` throws, or AppError `upstream-invalid` for bytes that are not packed so. */
async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  stream: Decompressor,
): AsyncGenerator<Uint8Array, void> {
  pipeline(Readable.from(packed), stream, () => undefined);
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("upstream-invalid", {
      message: "The upstream's reply is not packed as its head says.",
      cause,
    });
  }
}

/** `Z_SYNC_FLUSH`: what has arrived is given at once, not when a block is full. */
function decompressor(encoding: string): Decompressor | undefined {
  const { Z_SYNC_FLUSH } = constants;
  const options = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
  if (encoding === "gzip" || encoding === "x-gzip")
    return createGunzip(options);
  if (encoding === "deflate") return createInflate(options);
  if (encoding === "identity" || encoding === "") return undefined;
  throw new AppError("upstream-invalid", {
    message: `The upstream answered in an encoding that was not asked for (${encoding}).`,
  });
}
