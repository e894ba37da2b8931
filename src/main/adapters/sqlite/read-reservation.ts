import { z } from "zod";
import type { Reservation } from "#main/ports/ledger.ts";

const reservationSchema = z.object({
  id: z.string(),
  reservedAt: z.iso.datetime({ offset: true }),
  instance: z.string(),
  model: z.string(),
  keyId: z.string().exactOptional(),
  conversationId: z.string().exactOptional(),
  comparisonId: z.string().exactOptional(),
  nanoUsd: z.int().min(0),
  tokens: z.int().min(0),
});

/** Undefined for what is no reservation. */
export function toReservation(value: unknown): Reservation | undefined {
  return reservationSchema.safeParse(value).data;
}

/** The same of a text that should be JSON. */
export function readReservation(text: string): Reservation | undefined {
  try {
    return toReservation(JSON.parse(text));
  } catch {
    return undefined;
  }
}
