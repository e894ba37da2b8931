import { AppError } from "#shared/errors/app-error.ts";
import type { HttpReply } from "./exchange.ts";

/** No answer that makes sense is longer. */
const mostBytes = 64 * 1024 * 1024;

const utf8 = new TextDecoder();

/** A whole body as text, at once where it is there; more than 64 MiB is AppError `upstream-invalid`. */
export function readWhole(reply: HttpReply): string | Promise<string> {
  return reply.takeText() ?? collect(reply);
}

async function collect({ body }: HttpReply): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > mostBytes) throw tooLarge();
    pieces.push(piece);
  }
  return textOf(pieces);
}

/** Throws AppError `upstream-invalid` where they are too much. */
export function textOf(pieces: readonly Uint8Array[]): string {
  const [only] = pieces;
  const bytes = pieces.length === 1 ? only : Buffer.concat(pieces);
  if (bytes !== undefined && bytes.length > mostBytes) throw tooLarge();
  return utf8.decode(bytes);
}

function tooLarge(): AppError {
  return new AppError("upstream-invalid", {
    message: `The upstream's answer is larger than ${mostBytes} bytes.`,
  });
}
