import { AppError } from "#shared/errors/app-error.ts";

/** No answer that makes sense is longer. */
export const mostBodyBytes = 64 * 1024 * 1024;

const utf8 = new TextDecoder();

/** A whole body as text. Throws AppError `upstream-invalid` where it is longer than 64 MiB. */
export function textOfBody(pieces: readonly Uint8Array[]): string {
  const [only] = pieces;
  const bytes = pieces.length === 1 ? only : Buffer.concat(pieces);
  if (bytes !== undefined && bytes.length > mostBodyBytes) throw tooLarge();
  return utf8.decode(bytes);
}

export function tooLarge(): AppError {
  return new AppError("upstream-invalid", {
    message: `The upstream's answer is larger than ${mostBodyBytes} bytes.`,
  });
}
