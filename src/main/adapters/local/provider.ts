import { told } from "#main/dialects/told.ts";
import type { LocalModelFile } from "#main/domain/instances/instance.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import type {
  GgufReader,
  LocalEvent,
  LocalGenerateRequest,
  LocalRuntime,
} from "#main/ports/local-runtime.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError, assertNever } from "#shared/errors/app-error.ts";
import type { ModelProblem } from "#shared/models/instance.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { modelRef, type InstanceId } from "#shared/models/ids.ts";
import type { Settings } from "#shared/settings/schema.ts";
import { toGrammarSchema } from "./json-schema.ts";
import { refuseImages, refuseUnsupported } from "./refusals.ts";

export interface LlamaCppProviderOptions {
  readonly instance: InstanceId;
  /** Asked for each call, so that files come and go without a restart. */
  readonly models: () => readonly LocalModelFile[];
  /** Shared by all instances of this kind, and not disposed with one of them. */
  readonly runtime: LocalRuntime;
  readonly reader: GgufReader;
  readonly settings: () => Pick<
    Settings,
    "localContextSize" | "localGpuLayers" | "localThreads"
  >;
}

const supportedParameters = [
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "frequency_penalty",
  "presence_penalty",
  "repetition_penalty",
  "max_tokens",
  "seed",
  "stop",
  "response_format",
  "structured_outputs",
];

/** GGUF files on this computer as an instance like any other. */
export function createLlamaCppProvider(
  options: LlamaCppProviderOptions,
): ChatProvider {
  const disposed = new AbortController();
  let problems: readonly ModelProblem[] = [];
  return {
    async *chat(call, caller) {
      const signal = AbortSignal.any([caller, disposed.signal]);
      try {
        yield* chat(options, call, signal);
      } catch (error) {
        const known = signal.aborted
          ? new AppError("aborted")
          : AppError.from(error);
        yield { event: { type: "error", error: known.toJSON() } };
      }
    },
    async listModels(signal) {
      const models: ModelDescriptor[] = [];
      const failures: ModelProblem[] = [];
      for (const file of options.models()) {
        signal.throwIfAborted();
        try {
          models.push(await describe(options, file));
        } catch (error) {
          const json = AppError.from(error).toJSON();
          failures.push({ model: file.id, error: json });
        }
      }
      problems = failures;
      const [first] = failures;
      // Without any model at all, an empty list would hide what is wrong.
      if (models.length === 0 && first) throw AppError.fromJSON(first.error);
      return models;
    },
    async countTokens(request, signal) {
      const generation = await toGeneration(options, request);
      return options.runtime.countTokens(generation, signal);
    },
    problems: () => problems,
    async dispose() {
      disposed.abort();
    },
  };
}

async function* chat(
  options: LlamaCppProviderOptions,
  { request }: ProviderCall,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const generation = await toGeneration(options, request);
  signal.throwIfAborted();
  for await (const event of options.runtime.generate(generation, signal))
    for (const mapped of toStreamEvents(event, options.instance, request.model))
      yield { event: mapped };
}

/** Everything that can be refused is refused here, before a model is loaded. */
async function toGeneration(
  { models, reader, settings }: LlamaCppProviderOptions,
  asked: ChatRequest,
): Promise<LocalGenerateRequest> {
  const { request, at } = told(asked, asked.dialect === undefined);
  refuseUnsupported(request);
  refuseImages(request, at);
  const jsonSchema = jsonSchemaOf(request.responseFormat);
  const file = models().find(({ id }) => id === request.model);
  if (!file)
    throw new AppError("model-not-found", {
      message: `There is no model file “${request.model}”.`,
      data: { model: request.model },
    });
  const facts = await reader.read(file.path);
  const { localContextSize, localGpuLayers, localThreads } = settings();
  // The setting is one bound for all files: a model that was made for less gets no more than that.
  const bound = Math.min(localContextSize, facts.contextLength ?? Infinity);
  return {
    load: {
      path: facts.path,
      contextSize: file.contextSize ?? bound,
      gpuLayers: file.gpuLayers ?? localGpuLayers,
      threads: localThreads,
    },
    messages: request.messages,
    parameters: request.parameters,
    ...(jsonSchema ? { jsonSchema } : {}),
  };
}

function jsonSchemaOf(
  format: ChatRequest["responseFormat"],
): LocalGenerateRequest["jsonSchema"] {
  if (format === undefined || format.type === "text") return undefined;
  if (format.type === "json") return { type: "object" };
  toGrammarSchema(format.schema);
  return format.schema;
}

function toStreamEvents(
  event: LocalEvent,
  instance: InstanceId,
  model: string,
): readonly StreamEvent[] {
  switch (event.type) {
    case "queued":
      return [{ type: "progress", phase: "queued" }];
    case "loading":
      return [progress("loading-model", event.fraction)];
    case "reading":
      return [progress("reading-prompt", event.fraction)];
    case "prompting": {
      const { prompting } = event;
      const servedBy = {
        instance,
        model,
        local: true,
        simulated: false,
        prompting,
        attempt: 1,
      };
      return [{ type: "served-by", servedBy }, { type: "start" }];
    }
    case "text":
      return [{ type: "text-delta", text: event.text }];
    case "reasoning":
      return [{ type: "reasoning-delta", text: event.text }];
    case "done": {
      const { inputTokens, outputTokens, reason } = event;
      return [
        { type: "finish", reason },
        { type: "usage", usage: { inputTokens, outputTokens } },
      ];
    }
    case "error":
      return [event];
    default:
      return assertNever(event);
  }
}

function progress(
  phase: "loading-model" | "reading-prompt",
  fraction: number,
): StreamEvent {
  return { type: "progress", phase, fraction: Math.min(1, fraction) };
}

async function describe(
  { instance, reader }: LlamaCppProviderOptions,
  file: LocalModelFile,
): Promise<ModelDescriptor> {
  const { contextLength, name, ...gguf } = await reader.read(file.path);
  const bound = file.contextSize || contextLength;
  return {
    ref: modelRef(instance, file.id),
    instance,
    id: file.id,
    // Names in headers are often just “llama”; the file's own is what its owner knows it by.
    name: file.id,
    description: name ?? "",
    ...(bound === undefined ? {} : { contextLength: bound }),
    inputModalities: ["text"],
    outputModalities: ["text"],
    supportedParameters,
    local: true,
    simulated: false,
    gguf,
  };
}
