import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { createTestUpstreams } from "#tests/fakes/upstreams.ts";
import { startBackend } from "#tests/support/backend.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

/** An upstream that takes every request and answers none. */
async function silentUpstream() {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const instance = {
    id: "mute",
    kind: "openai",
    baseUrl: `http://127.0.0.1:${port}/v1`,
  };
  return { server, instance };
}

// A log that ends with a warning each time sends people looking for a fault.
test("a stop in the middle of a listing is no failure of the upstream", async () => {
  const { server, instance } = await silentUpstream();
  const asked = once(server, "request");
  const config = parseConfig({ instances: [instance] });
  const { backend, logLines } = await startBackend({ config });
  await asked;
  await backend.dispose();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(logLines.filter((line) => !line.startsWith("info"))).toEqual([]);
});

function oneInstance() {
  const instances = [
    { id: "a", kind: "openai", baseUrl: "https://a.example/v1" },
  ];
  return createTestUpstreams(temporaryStore().store, { instances });
}

test("a listing that was stopped leaves what was known of the instance as it was", async () => {
  const { registry, lists, directory, logLines } = oneInstance();
  lists.set("a", new AppError("key-rejected"));
  await registry.refresh("a");
  const provider = directory.provider("a");
  provider.listModels = () => Promise.reject(new AppError("aborted"));
  const { failures } = await registry.refresh("a");
  expect(failures).toMatchObject([{ error: { code: "aborted" } }]);
  expect(registry.lastError("a")?.code).toBe("key-rejected");
  expect(logLines).toEqual([
    'warn Models not listed. {"instance":"a","code":"key-rejected"}',
  ]);
});

test("a list that does not come in time is a failure, and says so", async () => {
  const late = AbortSignal.abort(new DOMException("Late.", "TimeoutError"));
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(late);
  onTestFinished(() => void vi.restoreAllMocks());
  const { registry, directory, logLines } = oneInstance();
  directory.provider("a").listModels = () =>
    Promise.reject(new AppError("aborted"));
  const { failures } = await registry.refresh("a");
  const error = {
    code: "upstream-timeout",
    message: "The upstream did not send its list of models within 30 s.",
  };
  expect(failures).toMatchObject([{ error }]);
  expect(registry.lastError("a")).toMatchObject(error);
  expect(logLines).toEqual([
    'warn Models not listed. {"instance":"a","code":"upstream-timeout"}',
  ]);
});
