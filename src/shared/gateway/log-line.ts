import { z } from "zod";

export const logLineLevels = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
] as const;
export type LogLineLevel = (typeof logLineLevels)[number];

/** One line of the program's own log: never a prompt, a reply or a secret. */
export const logLineSchema = z.object({
  /** ISO time. */
  time: z.string(),
  level: z.enum(logLineLevels),
  message: z.string(),
  /** The line's other facts as JSON text; empty without any. */
  facts: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const logFilterSchema = z.object({
  /** This level and everything above it. */
  level: z.enum(logLineLevels).default("info"),
  /** Part of a line's message or facts, any case. */
  text: z.string().trim().max(200).optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;
