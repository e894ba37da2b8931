import type {
  Llama,
  LlamaContext,
  LlamaContextSequence,
  LlamaModel,
} from "node-llama-cpp";
import { basename } from "node:path";
import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";
import { isMemoryComplaint } from "../memory-complaint.ts";
import type { Loaded, WorkerOptions } from "../protocol.ts";
import { createChatTemplate, type ChatTemplate } from "./template.ts";
import { withToolTemplate } from "./tool-template.ts";

/** Everything of the one model that this process holds. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  /** One conversation at a time; what the next prompt shares with the last one is not read again. */
  readonly sequence: LlamaContextSequence;
  /** Absent in a model without one. */
  readonly template?: ChatTemplate;
}

const maxLogLines = 20;

/** Throws AppError `local-load-failed` or `local-out-of-memory`, `path` and `reason` in its data. */
export async function loadModel(
  options: WorkerOptions,
  onFraction: (fraction: number) => void,
): Promise<LoadedModel> {
  const complaints: string[] = [];
  try {
    return await load(options, onFraction, complaints);
  } catch (error) {
    throw loadError(error, options.path, complaints);
  }
}

async function load(
  options: WorkerOptions,
  onFraction: (fraction: number) => void,
  complaints: string[],
): Promise<LoadedModel> {
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
  const llama = await getLlama({
    gpu: options.gpuLayers === 0 ? false : "auto",
    build: "never",
    skipDownload: true,
    progressLogs: false,
    maxThreads: 0,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) => {
      process.stderr.write(`${level}: ${message.trimEnd()}\n`);
      if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal)
        complaints.push(message.trim());
      if (complaints.length > maxLogLines) complaints.shift();
    },
  });
  const model = await llama.loadModel({
    modelPath: options.path,
    gpuLayers: options.gpuLayers < 0 ? "auto" : options.gpuLayers,
    onLoadProgress: onFraction,
  });
  const context = await model.createContext({
    contextSize: options.contextSize === 0 ? "auto" : options.contextSize,
    threads: options.threads,
  });
  const template = templateOf(model);
  return {
    llama,
    model,
    context,
    sequence: context.getSequence(),
    ...(template ? { template } : {}),
  };
}

function templateOf(model: LlamaModel): ChatTemplate | undefined {
  const { tokenizer } = model.fileInfo.metadata;
  const named: Readonly<Record<string, unknown>> = { ...tokenizer };
  const template = templateFrom(model, named["chat_template"]);
  if (!template) return undefined;
  const forTools = toolTemplateFrom(model, named["chat_template.tool_use"]);
  return forTools ? withToolTemplate(template, forTools) : template;
}

/** A model does without one that is none. */
function toolTemplateFrom(
  model: LlamaModel,
  source: unknown,
): ChatTemplate | undefined {
  try {
    return templateFrom(model, source);
  } catch {
    return undefined;
  }
}

function templateFrom(
  { tokens }: LlamaModel,
  source: unknown,
): ChatTemplate | undefined {
  if (typeof source !== "string" || source.trim() === "") return undefined;
  return createChatTemplate({
    source,
    bos: tokens.bosString ?? "",
    eos: tokens.eosString ?? "",
    today: () => new Date().toISOString().slice(0, "2026-11-30".length),
  });
}

export function loadedFacts({ llama, model, context }: LoadedModel): Loaded {
  const of = ({ ram, vram }: { ram: number; vram: number }) => ram + vram;
  return {
    contextSize: context.contextSize,
    memoryBytes: of(model.memoryUsage) + of(context.memoryUsage),
    gpu: llama.gpu,
  };
}

function loadError(
  error: unknown,
  path: string,
  complaints: readonly string[],
): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.constructor.name : "";
  const text = error instanceof Error ? error.message : String(error);
  const said = [text, ...complaints].join("\n");
  const isMemory =
    name === "InsufficientMemoryError" || isMemoryComplaint(said);
  const code: ErrorCode = isMemory
    ? "local-out-of-memory"
    : "local-load-failed";
  const reason = (complaints[0] ?? text).slice(0, 500);
  return new AppError(code, {
    message: isMemory
      ? `There is not enough memory for ${basename(path)} at this context size.`
      : `llama.cpp could not load ${basename(path)}: ${reason}`,
    data: { path, reason },
    cause: error,
  });
}
