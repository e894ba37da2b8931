import { getLlama, LlamaLogLevel, type Llama } from "node-llama-cpp";
import { afterAll, beforeAll } from "vitest";

/** For the tests of one file: whether llama.cpp's own reading of a grammar takes a text as a whole. */
export function grammarCheck(): (
  grammar: string | undefined,
  text: string,
) => Promise<boolean> {
  let llama: Llama;
  beforeAll(async () => {
    llama = await getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.disabled,
    });
  });
  afterAll(() => llama.dispose());
  return async (grammar = "", text) => {
    const compiled = await llama.createGrammar({ grammar });
    const internals = compiled as unknown as {
      _testText(text: string): boolean;
    };
    return internals._testText(text);
  };
}
