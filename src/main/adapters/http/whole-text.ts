import { mostBodyBytes, textOfBody, tooLarge } from "./body-text.ts";
import type { HttpReply } from "./exchange.ts";

/** A whole body as text, at once where it is there; more than 64 MiB is AppError `upstream-invalid`. */
export function readWhole(reply: HttpReply): string | Promise<string> {
  return reply.takeText() ?? collect(reply);
}

async function collect({ body }: HttpReply): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > mostBodyBytes) throw tooLarge();
    pieces.push(piece);
  }
  return textOfBody(pieces);
}
