import { z } from "zod";
import { logLineLevels, type LogLine } from "#shared/gateway/log-line.ts";

const writtenSchema = z.looseObject({
  level: z.enum(logLineLevels),
  time: z.string(),
  message: z.string().default(""),
});

/** A line of a file; undefined for one that is cut off or foreign. */
export function parseLogLine(text: string): LogLine | undefined {
  const parsed = writtenSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { level, time, message, ...facts } = parsed.data;
  const told = Object.keys(facts).length === 0 ? "" : JSON.stringify(facts);
  return { level, time, message, facts: told };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
