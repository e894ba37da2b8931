import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { splitModelRef, type ModelRef } from "#shared/models/ids.ts";
import { localInstanceId } from "#main/domain/instances/merge-instances.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { GgufReader, LocalRuntime } from "#main/ports/local-runtime.ts";
import type { LocalModelStore } from "#main/ports/stores.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";

/** GGUF files on this computer and the process that runs them. */
export interface LocalModelService {
  /** Throws `invalid-request` (relative path) and what GgufReader throws. */
  addFile(path: string): Promise<ModelDescriptor>;
  /** Throws `not-found`; `conflict` for a file that the config file names. */
  removeFile(ref: string): Promise<void>;
  status(): ReturnType<LocalRuntime["status"]> & {
    readonly loadedModel?: string;
  };
  unload(): Promise<void>;
}

export interface LocalModelDependencies {
  readonly localModels: LocalModelStore;
  readonly reader: GgufReader;
  readonly runtime: LocalRuntime;
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly announcements: Announcements;
}

export function createLocalModelService(
  dependencies: LocalModelDependencies,
): LocalModelService {
  const { localModels, reader, runtime, directory, registry } = dependencies;
  const { clock, announcements } = dependencies;

  async function listed(): Promise<void> {
    directory.reload();
    announcements.announce("instances");
    announcements.announce("local");
    if (directory.find(localInstanceId) === undefined)
      registry.forget(localInstanceId);
    else await registry.refresh(localInstanceId);
  }

  const files = () => directory.find(localInstanceId)?.files ?? [];

  return {
    async addFile(path) {
      const asked = path.trim().replace(/^(["'])(.*)\1$/, "$2");
      if (!isAbsolutePath(asked)) throw relative(asked);
      const { path: found } = await reader.read(asked);
      const known = files().find((file) => file.path === found);
      if (known === undefined)
        localModels.put({
          id: freeId(
            found,
            files().map(({ id }) => id),
          ),
          path: found,
          addedAt: new Date(clock.now()).toISOString(),
        });
      await listed();
      const id = files().find((file) => file.path === found)?.id ?? "";
      const model = registry.model(localInstanceId, id);
      if (model === undefined) throw notListed(registry);
      return model;
    },
    async removeFile(ref) {
      const { instance, model } = splitModelRef(ref as ModelRef);
      const isKnown = localModels.list().some((file) => file.id === model);
      if (instance === localInstanceId && isKnown) {
        localModels.remove(model);
        return listed();
      }
      const fixed = directory.find(instance)?.files ?? [];
      throw irremovable(
        ref,
        fixed.some((file) => file.id === model),
      );
    },
    status() {
      const status = runtime.status();
      const loadedModel = refOfFile(directory, status.loadedPath);
      return loadedModel === undefined ? status : { ...status, loadedModel };
    },
    unload: () => runtime.unload(),
  };
}

function refOfFile(
  directory: InstanceDirectory,
  path: string | undefined,
): string | undefined {
  return directory
    .list()
    .flatMap(({ id, files }) =>
      files.map((file) => ({ ref: `${id}:${file.id}`, path: file.path })),
    )
    .find((file) => file.path === path)?.ref;
}

function notListed(registry: Registry): AppError {
  const known = registry.lastError(localInstanceId);
  if (known !== undefined) return AppError.fromJSON(known);
  return new AppError("internal", {
    message: "The file was registered but not listed.",
  });
}

function irremovable(ref: string, isFixed: boolean): AppError {
  return new AppError(isFixed ? "conflict" : "not-found", {
    message: isFixed
      ? `The config file names ${ref}; remove it there.`
      : `There is no file ${ref}.`,
    data: { model: ref },
  });
}

function isAbsolutePath(path: string): boolean {
  return /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(path);
}

function relative(path: string): AppError {
  return new AppError("invalid-request", {
    message: "Give the whole path of the file, from the root on.",
    data: { parameter: "path", path: path.slice(0, 500) },
  });
}

/** The file's name without its ending, stable for as long as the file keeps it; numbered where taken. */
function freeId(path: string, taken: readonly string[]): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const wanted = name.replace(/\.gguf$/i, "") || "model";
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1)
    if (!taken.includes(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
