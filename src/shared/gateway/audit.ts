import { z } from "zod";
import { errorCodes } from "../errors/app-error.ts";
import { promptLoggingModes } from "./prompt-logging.ts";

export const auditOutcomes = [
  "ok",
  "cached",
  "denied",
  "failed",
  "aborted",
] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** One request at the gateway, as a line of a list. Never a prompt, a reply or a secret. */
export const auditEventViewSchema = z.object({
  /** Grows in the order in which requests ended. */
  id: z.int(),
  requestId: z.string(),
  /** ISO time of arrival. */
  time: z.string(),
  /** Absent where no key was needed or none was recognised. */
  keyId: z.string().optional(),
  keyName: z.string().optional(),
  /** Address of the client. */
  client: z.string(),
  /** Method and path pattern, e.g. `POST /v1/chat/completions`. */
  route: z.string(),
  askedModel: z.string().optional(),
  /** `instance:model`; absent if nobody answered. */
  servedModel: z.string().optional(),
  /** The answer came from a model on this computer. */
  local: z.boolean().optional(),
  /** True: the answer is another target's than the first one of the plan. */
  fallback: z.boolean().optional(),
  /** Over all targets. */
  attempts: z.int(),
  /** HTTP status of the reply. */
  status: z.int(),
  outcome: z.enum(auditOutcomes),
  /** What went wrong, in our own words: never an upstream's text. */
  error: z
    .object({
      /** A code of the closed list, or a refusal at the door (`invalid_api_key`, `wrong_host` …). */
      code: z.string(),
      message: z.string().optional(),
    })
    .optional(),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
  /** Integer billionths of a US dollar. */
  costNanoUsd: z.int().optional(),
  /** What an answer from the cache would have cost. */
  savedNanoUsd: z.int().optional(),
  /** Age of an answer from the cache. */
  cacheAgeSeconds: z.number().optional(),
  firstTextMs: z.number().optional(),
  durationMs: z.number(),
});

export type AuditEventView = z.infer<typeof auditEventViewSchema>;
/** An event as it is written and exported. */
export type AuditEvent = Omit<AuditEventView, "id" | "keyName">;

export const auditAttemptSchema = z.object({
  /** `instance:model`. */
  target: z.string(),
  /** Milliseconds after arrival at which it began. */
  startMs: z.number(),
  durationMs: z.number(),
  /** Absent for the one that answered. */
  errorCode: z.enum(errorCodes).optional(),
  /** HTTP status of the upstream, where it answered one. */
  upstreamStatus: z.int().optional(),
});

export type AuditAttempt = z.infer<typeof auditAttemptSchema>;

/** What prompt logging kept of a request; bounded in size, encrypted like the audit. */
export const promptRecordSchema = z.object({
  /** The mode that was on when it was written. */
  mode: z.enum(promptLoggingModes).exclude(["off"]),
  /** Shape without texts. */
  shape: z.object({
    messages: z.array(
      z.object({
        role: z.string(),
        characters: z.int(),
        images: z.int(),
      }),
    ),
    tools: z.array(z.string()),
    parameters: z.record(z.string(), z.unknown()),
    replyCharacters: z.int(),
    finishReason: z.string().optional(),
  }),
  /** Absent for `metadata`. Redacted pieces read `[hidden]`. */
  prompt: z.string().optional(),
  reply: z.string().optional(),
  /** A text was longer than what is kept. */
  truncated: z.boolean(),
});

export type PromptRecord = z.infer<typeof promptRecordSchema>;

export const auditDetailSchema = z.object({
  event: auditEventViewSchema,
  /** In order; empty where nobody was asked. */
  attempts: z.array(auditAttemptSchema),
  /** Only where prompt logging was on. */
  promptRecord: promptRecordSchema.optional(),
});
export type AuditDetail = z.infer<typeof auditDetailSchema>;

export const auditFilterSchema = z.object({
  /** ISO times; `until` is excluded. */
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** `null`: requests without a recognised key. */
  keyId: z.string().nullable().optional(),
  outcome: z.enum(auditOutcomes).optional(),
  /** One status, or a whole class. */
  status: z
    .union([z.int().min(100).max(599), z.enum(["2xx", "4xx", "5xx"])])
    .optional(),
  /** Part of the asked or the served model's id, any case. */
  model: z.string().trim().max(200).optional(),
  /** Part of the route, any case. */
  route: z.string().trim().max(200).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;
