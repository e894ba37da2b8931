// A process of its own that loads native code and says what it found: on the wrong machine such
// code may take its process down.

async function loadStore(): Promise<string> {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(":memory:");
  database.pragma("cipher = 'aegis'");
  const version = database.prepare("select sqlite_version()").pluck().get();
  return `SQLite ${String(version)}`;
}

async function loadModels(): Promise<string> {
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
  const llama = await getLlama({
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  if (!llama.gpu) return "processor only";
  const devices = await llama.getGpuDeviceNames();
  return `${llama.gpu} on ${devices.join(", ")}`;
}

const found = await (process.argv[2] === "store" ? loadStore() : loadModels());
process.stdout.write(`${found}\n`, () => process.exit(0));
export {};
