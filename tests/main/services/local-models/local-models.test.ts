import { expect, test } from "vitest";
import type { GgufReader } from "#main/ports/local-runtime.ts";
import { createLocalModelService } from "#main/services/local-models/local-models.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { aModel } from "#tests/fakes/models.ts";
import { createTestUpstreams } from "#tests/fakes/upstreams.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const reader: GgufReader = {
  async read(path) {
    if (!path.endsWith(".gguf")) throw new AppError("file-invalid");
    const facts = { sizeBytes: 1, architecture: "llama", quantization: "F32" };
    return {
      path: path.replace("/link/", "/real/"),
      hasChatTemplate: false,
      thinks: false,
      ...facts,
    };
  },
};

function setUp(instances: readonly object[] = []) {
  const { store } = temporaryStore();
  const upstreams = createTestUpstreams(store, { instances });
  const { directory } = upstreams;
  const provider = directory.provider.bind(directory);
  // Lists the files that the instance has now, as the real one does.
  directory.provider = (id) => {
    const made = provider(id);
    made.listModels = async () =>
      directory.get(id).files.map((file) => aModel(`${id}:${file.id}`));
    return made;
  };
  let unloaded = 0;
  const service = createLocalModelService({
    ...upstreams,
    localModels: store.localModels,
    reader,
    runtime: {
      async *generate() {},
      countTokens: () => Promise.resolve(undefined),
      status: () => ({
        state: "idle",
        loadedPath: "/real/b.gguf",
        threads: 1,
        gpu: false,
      }),
      unload: async () => void (unloaded += 1),
      dispose: async () => undefined,
    },
  });
  const refs = () => upstreams.registry.models().map(({ ref }) => ref);
  return { service, refs, store, unloaded: () => unloaded };
}

test("files are named by their names, numbered where two have the same", async () => {
  const { service, refs } = setUp();
  await service.addFile("/a/model.Q4.gguf");
  await service.addFile("/b/model.Q4.gguf");
  await service.addFile("C:\\models\\other.gguf");
  expect(refs()).toEqual(["local:model.Q4", "local:model.Q4-2", "local:other"]);
});

test("the same file by another way is not registered twice", async () => {
  const { service, refs } = setUp();
  await service.addFile("/real/b.gguf");
  expect((await service.addFile("/link/b.gguf")).ref).toBe("local:b");
  expect(refs()).toEqual(["local:b"]);
});

test("what is refused leaves nothing behind", async () => {
  const { service, store } = setUp();
  await expect(service.addFile("/x.txt")).rejects.toMatchObject({
    code: "file-invalid",
  });
  await expect(service.addFile("x.gguf")).rejects.toMatchObject({
    code: "invalid-request",
  });
  expect(store.localModels.list()).toEqual([]);
});

test("a file of the config file cannot be removed in the app", async () => {
  const { service } = setUp([
    {
      id: "local",
      kind: "llamacpp",
      models: [{ id: "fixed", path: "/f.gguf" }],
    },
  ]);
  await expect(service.removeFile("local:fixed")).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(service.removeFile("local:other")).rejects.toMatchObject({
    code: "not-found",
  });
});

test("the status names the loaded model by its id", async () => {
  const { service } = setUp();
  await service.addFile("/real/b.gguf");
  expect(service.status()).toMatchObject({
    state: "idle",
    loadedModel: "local:b",
  });
});
