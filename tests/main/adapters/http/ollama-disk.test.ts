import { afterEach, describe, expect, it } from "vitest";
import type { PullProgress } from "#main/ports/chat-provider.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { providerOf } from "#tests/support/provider-calls.ts";
import { startOllamaWithDisk } from "#tests/support/upstream/ollama-disk.ts";

const signal = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function start(options?: Parameters<typeof startOllamaWithDisk>[0]) {
  const ollama = await startOllamaWithDisk(options);
  closing.push(() => ollama.close());
  const provider = providerOf({ kind: "ollama", baseUrl: ollama.url });
  closing.push(() => provider.dispose());
  const pull = async (model: string, abort = signal) => {
    const seen: PullProgress[] = [];
    for await (const progress of provider.pull?.(model, abort) ?? [])
      seen.push(progress);
    return seen;
  };
  return { ollama, provider, pull };
}

describe("pulling", () => {
  it("tells phase and bytes of every step, to the end", async () => {
    const { ollama, pull } = await start({ size: 1000 });
    const seen = await pull("qwen3:4b");
    expect(seen[0]).toMatchObject({ phase: "looking-up", totalBytes: 0 });
    expect(seen.slice(1, 4)).toMatchObject(
      [0, 100, 200].map((completedBytes) => ({
        phase: "downloading",
        completedBytes,
        totalBytes: 1000,
      })),
    );
    expect(seen.at(-1)).toMatchObject({
      phase: "checking",
      completedBytes: 1000,
    });
    expect(ollama.models).toContain("qwen3:4b");
    expect(ollama.requests.at(-1)?.body).toEqual({
      model: "qwen3:4b",
      stream: true,
    });
  });

  it("allows plain HTTP only to a registry whose name asks for it", async () => {
    const { ollama, pull } = await start();
    await pull("http://127.0.0.1:5000/library/x");
    expect(ollama.requests.at(-1)?.body).toEqual({
      model: "127.0.0.1:5000/library/x",
      stream: true,
      insecure: true,
    });
  });

  it("stops at once, and what arrived is there for the next one", async () => {
    const { ollama, provider, pull } = await start({ size: 1000, stepMs: 10 });
    const abort = new AbortController();
    const stopped = (async () => {
      for await (const { completedBytes } of provider.pull?.(
        "x",
        abort.signal,
      ) ?? [])
        if (completedBytes >= 300) abort.abort();
    })();
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    const again = await pull("x");
    expect(again[1]?.completedBytes).toBeGreaterThanOrEqual(300);
    expect(ollama.models).toContain("x");
  });

  it.each([
    ["pull model manifest: file does not exist", "model-not-found"],
    ["invalid model name", "invalid-request"],
    ["write /x: no space left on device", "store-full"],
    [
      'Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no such host',
      "upstream-failed",
    ],
    ["something else", "upstream-failed"],
  ])("%s is %s", async (failure, code) => {
    const { ollama, pull } = await start();
    ollama.failure = failure;
    const error = await pull("x").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code,
      data: { instance: "sim", upstreamMessage: failure },
    });
    expect((error as AppError).data["reason"]).toBe(
      failure.includes("dial tcp") ? "library-unreachable" : undefined,
    );
  });

  it("a pull that ends without a word has failed", async () => {
    const { ollama, pull } = await start({ size: 1000, stepMs: 20 });
    const pulling = pull("x");
    setTimeout(() => void ollama.close(), 50);
    await expect(pulling).rejects.toMatchObject({ code: "stream-interrupted" });
  });
});

it("deletes a model, and says when there is none", async () => {
  const { ollama, provider } = await start();
  await provider.deleteModel?.("plain", signal);
  expect([...ollama.models]).toEqual([]);
  await expect(provider.deleteModel?.("plain", signal)).rejects.toMatchObject({
    code: "model-not-found",
  });
});

it("other kinds have no disk to pull to", () => {
  const provider = providerOf({
    kind: "openai",
    baseUrl: "http://127.0.0.1:1",
  });
  closing.push(() => provider.dispose());
  expect([provider.pull, provider.deleteModel]).toEqual([undefined, undefined]);
});
