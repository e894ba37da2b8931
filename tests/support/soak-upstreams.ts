import { parentPort } from "node:worker_threads";
import type { SimulatedDialect } from "./upstream/dialect-frames.ts";
import { startDialectUpstream } from "./upstream/dialect-server.ts";

/** In a thread of its own: one upstream per dialect; counts its open sockets when asked. */
const dialects: readonly SimulatedDialect[] = [
  "openai-chat",
  "anthropic-messages",
  "gemini",
  "ollama",
];
const upstreams = await Promise.all(
  dialects.map((dialect) => startDialectUpstream(dialect)),
);
parentPort?.postMessage(upstreams.map(({ url }) => url));
parentPort?.on("message", () => {
  const sockets = process
    .getActiveResourcesInfo()
    .filter((name) => name === "TCPSocketWrap");
  parentPort?.postMessage(sockets.length);
});
