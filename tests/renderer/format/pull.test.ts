import { describe, expect, test } from "vitest";
import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";
import type { Pull } from "#shared/models/pull.ts";
import { describePull, describePullError } from "#renderer/format/pull.ts";

const pull = {
  id: "ollama:qwen3:4b",
  instance: "ollama" as Pull["instance"],
  model: "qwen3:4b",
  state: "running",
  phase: "downloading",
  completedBytes: 1_200_000_000,
  totalBytes: 4_700_000_000,
} satisfies Pull;

describe("how far a pull is", () => {
  test.each<[Partial<Pull>, string]>([
    [
      { completedBytes: 0, totalBytes: 0, phase: "looking-up" },
      "Looking it up",
    ],
    [{}, "1.2 GB of 4.7 GB"],
    [
      { bytesPerSecond: 58_000_000 },
      "1.2 GB of 4.7 GB · 58 MB/s · 1 min 1 s left",
    ],
    [{ bytesPerSecond: 500_000_000 }, "1.2 GB of 4.7 GB · 500 MB/s · 7 s left"],
    [{ bytesPerSecond: 0 }, "1.2 GB of 4.7 GB"],
    [
      { phase: "checking", completedBytes: 4_700_000_000 },
      "4.7 GB of 4.7 GB · checking what arrived",
    ],
    [{ state: "stopped" }, "Stopped at 1.2 GB of 4.7 GB; what arrived is kept"],
    [{ state: "stopped", totalBytes: 0 }, "Stopped"],
    [{ state: "done" }, "Ready, 4.7 GB"],
  ])("%j", (changes, text) => {
    const described = describePull({ ...pull, ...changes });
    expect(described.replaceAll("\u00a0", " ")).toBe(text);
  });
});

test.each<[ErrorCode, AppError["data"], string]>([
  ["model-not-found", {}, "There is no model qwen3:4b in the library."],
  ["store-full", {}, "The disk of Ollama is full; qwen3:4b does not fit."],
  [
    "upstream-failed",
    { reason: "library-unreachable" },
    "Ollama cannot reach the library to fetch qwen3:4b.",
  ],
  ["upstream-unreachable", {}, "Ollama cannot be reached."],
  [
    "invalid-request",
    { parameter: "model" },
    "qwen3:4b is not a name that a model can have.",
  ],
])("a pull that failed with %s %j says why", (code, data, sentence) => {
  const error = new AppError(code, { data }).toJSON();
  const names = { instance: "Ollama", model: "qwen3:4b" };
  expect(describePullError(error, names)).toBe(sentence);
});
