import { fileURLToPath } from "node:url";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { createLocalRuntime } from "#main/adapters/local/runtime.ts";
import type { ChildProcess } from "#main/ports/child-process.ts";
import type {
  LocalEvent,
  LocalGenerateRequest,
  LocalRuntime,
} from "#main/ports/local-runtime.ts";
import type { Parameters } from "#shared/chat/parameters.ts";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const silent = () => {};

export const plainModel = file("../../../fixtures/models/stories260K.gguf");
export const chatModel = file(
  "../../../fixtures/models/stories260K-chatml.gguf",
);
export const workerEntry = file(
  "../../../../src/main/adapters/local/worker/main.ts",
);

export interface RealRuntime {
  readonly runtime: LocalRuntime;
  /** Every process that it has started, oldest first. */
  readonly children: readonly ChildProcess[];
}

/** The runtime with real processes. */
export function startRealRuntime(idleMs = 0): RealRuntime {
  const launcher = createForkLauncher();
  const children: ChildProcess[] = [];
  const runtime = createLocalRuntime({
    launcher: {
      launch(entry) {
        const child = launcher.launch(entry);
        children.push(child);
        return child;
      },
    },
    entry: workerEntry,
    clock: createSystemClock(),
    idleMs: () => idleMs,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return { runtime, children };
}

export function ask(
  text: string,
  parameters: Parameters = {},
  load: Partial<LocalGenerateRequest["load"]> = {},
): LocalGenerateRequest {
  return {
    load: {
      path: plainModel,
      contextSize: 0,
      gpuLayers: 0,
      threads: 1,
      ...load,
    },
    messages: [{ role: "user", parts: [{ type: "text", text }] }],
    parameters: { temperature: 0, maxTokens: 40, ...parameters },
  };
}

export async function collect(
  events: AsyncIterable<LocalEvent>,
): Promise<LocalEvent[]> {
  const all: LocalEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function textOf(events: readonly LocalEvent[]): string {
  return events
    .map((event) => (event.type === "text" ? event.text : ""))
    .join("");
}
