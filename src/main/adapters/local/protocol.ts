import { z } from "zod";
import { exactJson } from "#main/dialects/exact-json.ts";
import {
  parametersSchema,
  reasoningOptionsSchema,
} from "#shared/chat/parameters.ts";
import { finishReasonSchema } from "#shared/chat/stream-event.ts";
import { errorJsonSchema } from "#shared/errors/app-error.ts";

/**
 * Messages between the runtime and the process that holds llama.cpp, the same over a fork's channel
 * and a utilityProcess's port. One process loads at most one model, once, and generates one reply at
 * a time. Unloading is ending the process: nothing else gives all memory back on every system.
 */
export const workerOptionsSchema = z.object({
  path: z.string(),
  /** Tokens; 0 lets the model's own length and the memory decide. */
  contextSize: z.int().min(0),
  /** −1 lets llama.cpp decide. */
  gpuLayers: z.int().min(-1),
  threads: z.int().min(1),
});
export type WorkerOptions = z.infer<typeof workerOptionsSchema>;

export const promptSchema = z.object({
  turns: z.array(
    z.object({
      role: z.enum(["system", "user", "assistant", "tool"]),
      text: z.string(),
      /** What was thought before the calls of an answer that is not there yet. */
      thought: z.string().optional(),
      /** What an assistant called; `arguments` is JSON text. */
      calls: z
        .array(
          z.object({ id: z.string(), name: z.string(), arguments: z.string() }),
        )
        .optional(),
      /** Which call a tool's text answers. */
      answers: z.object({ id: z.string(), name: z.string() }).optional(),
    }),
  ),
  parameters: parametersSchema,
  /** True or false asks a template that knows the switch; absent leaves it to the template. */
  thinking: z.boolean().optional(),
  /** The same by a word, for a template that knows several. */
  effort: reasoningOptionsSchema.shape.effort,
  /** How many tokens may be thought in all, where the template marks thoughts. */
  thoughtTokens: z.int().min(0).optional(),
  /** Which share of the tokens that the reply may have, where no number says. */
  thoughtShare: z.number().min(0).max(1).optional(),
  tools: z
    .object({
      offered: z.array(
        z.object({
          name: z.string(),
          description: z.string().optional(),
          parameters: z.record(z.string(), z.unknown()),
        }),
      ),
      choice: z.union([
        z.enum(["auto", "required"]),
        z.object({ tool: z.string() }),
      ]),
      parallel: z.boolean(),
    })
    .optional(),
  /** `{}` is any JSON. */
  jsonSchema: z.record(z.string(), z.unknown()).optional(),
});
export type Prompt = z.infer<typeof promptSchema>;
export type Turn = Prompt["turns"][number];
export type PromptTools = NonNullable<Prompt["tools"]>;

/** As JSON text: schemas may hold numbers that no structured clone carries. */
const writtenPromptSchema = z.string().transform(exactJson).pipe(promptSchema);

export const toWorkerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("load"), options: workerOptionsSchema }),
  z.object({
    type: z.literal("generate"),
    id: z.int(),
    prompt: writtenPromptSchema,
  }),
  /** Answered by `counted` or `failed`, also while another prompt is answered. */
  z.object({
    type: z.literal("count"),
    id: z.int(),
    prompt: writtenPromptSchema,
  }),
  /** Answered by `done` or `failed` (code `aborted`) of that generation. */
  z.object({ type: z.literal("cancel"), id: z.int() }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;
/** The same as it is sent. */
export type WrittenToWorker = z.input<typeof toWorkerSchema>;

export const loadedSchema = z.object({
  contextSize: z.int(),
  /** Main and graphics memory together. */
  memoryBytes: z.number(),
  gpu: z.union([z.literal(false), z.string()]),
});
export type Loaded = z.infer<typeof loadedSchema>;

export const workerEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("reading"), fraction: z.number() }),
  z.object({
    type: z.literal("prompting"),
    prompting: z.enum(["chat-template", "completion"]),
  }),
  z.object({ type: z.literal("reasoning"), text: z.string() }),
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("call"), name: z.string() }),
  z.object({ type: z.literal("arguments"), text: z.string() }),
  z.object({
    type: z.literal("done"),
    reason: finishReasonSchema,
    inputTokens: z.int(),
    outputTokens: z.int(),
  }),
]);
export type WorkerEvent = z.infer<typeof workerEventSchema>;

export const fromWorkerSchema = z.discriminatedUnion("type", [
  /** First of all: the process lives and listens. */
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("loading"), fraction: z.number() }),
  z.object({ type: z.literal("loaded"), loaded: loadedSchema }),
  z.object({ type: z.literal("load-failed"), error: errorJsonSchema }),
  z.object({ type: z.literal("event"), id: z.int(), event: workerEventSchema }),
  z.object({ type: z.literal("counted"), id: z.int(), tokens: z.int() }),
  z.object({ type: z.literal("failed"), id: z.int(), error: errorJsonSchema }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
