import { AppError } from "#shared/errors/app-error.ts";
import {
  toWorkerSchema,
  type FromWorker,
  type Prompt,
  type ToWorker,
  type WorkerOptions,
} from "../protocol.ts";
import type { LoadedModel } from "./load-model.ts";
import { parentMessagePort } from "./message-port.ts";

const port = parentMessagePort();
const running = new Map<number, AbortController>();
let loaded: LoadedModel | undefined;

function post(message: FromWorker): void {
  port.post(message);
}

async function load(options: WorkerOptions): Promise<void> {
  let shown = 0;
  const onFraction = (fraction: number) => {
    if (fraction - shown < 0.01 && fraction < 1) return;
    shown = fraction;
    post({ type: "loading", fraction });
  };
  try {
    const { loadModel, loadedFacts } = await import("./load-model.ts");
    loaded = await loadModel(options, onFraction);
    post({ type: "loaded", loaded: loadedFacts(loaded) });
  } catch (error) {
    post({ type: "load-failed", error: AppError.from(error).toJSON() });
  }
}

async function run(id: number, prompt: Prompt): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const { generate } = await import("./generate.ts");
    if (!loaded) throw new AppError("internal", { message: "Nothing loaded." });
    await generate(loaded, {
      prompt,
      signal: controller.signal,
      emit: (event) => post({ type: "event", id, event }),
    });
  } catch (error) {
    post({ type: "failed", id, error: failure(error).toJSON() });
  } finally {
    running.delete(id);
  }
}

async function count(id: number, prompt: Prompt): Promise<void> {
  try {
    const { buildPrompt } = await import("./build-prompt.ts");
    if (!loaded) throw new AppError("internal", { message: "Nothing loaded." });
    const { tokens } = buildPrompt(loaded, prompt);
    post({ type: "counted", id, tokens: tokens.length });
  } catch (error) {
    post({ type: "failed", id, error: AppError.from(error).toJSON() });
  }
}

/** What is no AppError comes out of llama.cpp's decoding; its state is not to be trusted after. */
function failure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError("local-crashed", {
    message: `llama.cpp failed while it generated: ${reason}`,
    data: { reason: reason.slice(0, 500) },
  });
}

function handle(message: ToWorker): void {
  if (message.type === "load") void load(message.options);
  else if (message.type === "generate") void run(message.id, message.prompt);
  else if (message.type === "count") void count(message.id, message.prompt);
  else running.get(message.id)?.abort(new AppError("aborted"));
}

port.onMessage((message) => handle(toWorkerSchema.parse(message)));
post({ type: "ready" });
