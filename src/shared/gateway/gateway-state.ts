import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";

/** What a person may set of the gateway. Stored as settings of the same meaning (`gatewayPort` …). */
export const gatewayOptionsSchema = z.object({
  enabled: z.boolean(),
  /** 0 takes any free one. */
  port: z.int().min(0).max(65_535),
  /** IP address to listen on: `127.0.0.1`, or one of the local network (`0.0.0.0` is all of them). */
  host: z.union([z.ipv4(), z.ipv6()]),
  /** Whether an address of the local network may be listened on. Its clients always need a key. */
  allowLan: z.boolean(),
  /** False lets programs on this computer in without a key. */
  requireKey: z.boolean(),
  /** Web origins whose pages may call, such as `http://localhost:5173`. */
  allowedOrigins: z.array(z.url({ protocol: /^https?$/ }).max(300)).max(50),
  /** `Host` values beside our own addresses, ports included. */
  allowedHosts: z.array(z.string().trim().min(1).max(300)).max(50),
});
export type GatewayOptions = z.infer<typeof gatewayOptionsSchema>;

export const gatewayOptionNames = [
  "enabled",
  "port",
  "host",
  "allowLan",
  "requireKey",
  "allowedOrigins",
  "allowedHosts",
] as const satisfies readonly (keyof GatewayOptions)[];

export const gatewayStateSchema = z.object({
  /** `failed`: switched on, but it could not start; `error` says why. */
  status: z.enum(["off", "running", "failed"]),
  /** `http://HOST:PORT` for programs on this computer, while it runs. */
  address: z.string().optional(),
  /** The same for other machines: one per network address; empty while it is closed to them. */
  lanAddresses: z.array(z.string()),
  error: errorJsonSchema.optional(),
  options: gatewayOptionsSchema,
  /** Options that the config file or the command line fixes. */
  locked: z.array(z.enum(gatewayOptionNames)),
  /** Since midnight on this computer's clock. */
  today: z.object({
    requests: z.int().min(0),
    /** Those that were answered. */
    answered: z.int().min(0),
    /** Of the answered: from the cache, or by a model on this computer. */
    cachedOrLocal: z.int().min(0),
  }),
});
export type GatewayState = z.infer<typeof gatewayStateSchema>;

/** Which snippet is run: OpenAI chat, OpenAI Responses (Codex), Anthropic messages (Claude Code), Gemini. */
export const tryRouteSchema = z.enum([
  "chat",
  "responses",
  "messages",
  "gemini",
]);
export type TryRoute = z.infer<typeof tryRouteSchema>;

/** What a live test came to: a real request through the gateway's own door. */
export const tryResultSchema = z.object({
  /** HTTP status. */
  status: z.int(),
  /** As in the audit. */
  requestId: z.string(),
  /** Milliseconds to the first piece of the reply's text; absent without any. */
  firstTextMs: z.number().min(0).optional(),
  durationMs: z.number().min(0),
  /** `instance:model` that answered. */
  target: z.string().optional(),
  attempts: z.int().min(0).optional(),
  cache: z.enum(["HIT", "MISS", "BYPASS", "COALESCED"]).optional(),
  /** The beginning of the answer. */
  text: z.string(),
  /** The gateway's own error, as clients of the route are told. */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type TryResult = z.infer<typeof tryResultSchema>;
