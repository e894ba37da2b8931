import { EventEmitter } from "node:events";

/** Starts the worker the way Electron does, with a `parentPort`, and prints what one reply holds. */
const parentPort = new EventEmitter() as EventEmitter & {
  postMessage(message: { type: string; event?: unknown }): void;
};
const tell = (data: unknown) => void parentPort.emit("message", { data });
const path = process.argv[2];

parentPort.postMessage = (message) => {
  if (message.type === "ready")
    tell({
      type: "load",
      options: { path, contextSize: 0, gpuLayers: 0, threads: 1 },
    });
  if (message.type === "loaded")
    tell({
      type: "generate",
      id: 1,
      prompt: JSON.stringify({
        turns: [{ role: "user", text: "Once" }],
        parameters: { maxTokens: 3, temperature: 0 },
      }),
    });
  if (message.type !== "event") return;
  process.stdout.write(`${JSON.stringify(message.event)}\n`);
  if ((message.event as { type: string }).type === "done") process.exit(0);
};
Object.assign(process, { parentPort });
await import("#main/adapters/local/worker/main.ts");
