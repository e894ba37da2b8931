import { told } from "#main/dialects/told.ts";
import type { LocalModelFile } from "#main/domain/instances/instance.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import type {
  GgufReader,
  LocalGenerateRequest,
  LocalRuntime,
} from "#main/ports/local-runtime.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { ModelProblem } from "#shared/models/instance.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { modelRef, type InstanceId } from "#shared/models/ids.ts";
import type { Settings } from "#shared/settings/schema.ts";
import { requireHeld } from "./json-schema.ts";
import { refuseImages, refuseTools, refuseUnsupported } from "./refusals.ts";
import { createReplyEvents } from "./reply-events.ts";
import { toolsOf } from "./tools.ts";

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

const usualParameters = [
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

/** Of models with a chat template: it has turns to call a function in, and to hear its result. */
const toolParameters = ["tools", "tool_choice", "parallel_tool_calls"];

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
  const toEvents = createReplyEvents({
    instance: options.instance,
    model: request.model,
    showsThoughts: request.parameters.reasoning?.exclude !== true,
  });
  for await (const event of options.runtime.generate(generation, signal))
    for (const mapped of toEvents(event)) yield { event: mapped };
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
  const tools = toolsOf(request);
  const file = models().find(({ id }) => id === request.model);
  if (!file)
    throw new AppError("model-not-found", {
      message: `There is no model file “${request.model}”.`,
      data: { model: request.model },
    });
  const facts = await reader.read(file.path);
  if (!facts.hasChatTemplate) refuseTools(request);
  const { reasoning, ...parameters } = request.parameters;
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
    // Who thinks nothing is not told how much: clients say it to every model.
    parameters:
      facts.thinks && reasoning ? { ...parameters, reasoning } : parameters,
    ...(tools ? { tools } : {}),
    ...(jsonSchema ? { jsonSchema } : {}),
  };
}

function jsonSchemaOf(
  format: ChatRequest["responseFormat"],
): LocalGenerateRequest["jsonSchema"] {
  if (format === undefined || format.type === "text") return undefined;
  if (format.type === "json") return { type: "object" };
  requireHeld(format.schema);
  return format.schema;
}

async function describe(
  { instance, reader }: LlamaCppProviderOptions,
  file: LocalModelFile,
): Promise<ModelDescriptor> {
  const header = await reader.read(file.path);
  const { contextLength, name, thinks, ...gguf } = header;
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
    supportedParameters: [
      ...usualParameters,
      ...(gguf.hasChatTemplate ? toolParameters : []),
      ...(thinks ? ["reasoning"] : []),
    ],
    local: true,
    simulated: false,
    gguf,
  };
}
