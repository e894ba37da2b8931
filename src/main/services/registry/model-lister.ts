import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { ModelProblem } from "#shared/models/instance.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { Connectivity } from "../health/connectivity.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import { publishedPrice, type PriceDependencies } from "./prices.ts";

const listTimeoutMs = 30_000;

/** Asks instances for their lists and remembers how that went. */
export interface ModelLister {
  /** Throws AppError. */
  list(instance: string): Promise<readonly ModelDescriptor[]>;
  /** Why the latest try failed; undefined after a good one. */
  lastError(instance: string): ErrorJson | undefined;
  /** What the latest good list had to leave out. */
  problems(instance: string): readonly ModelProblem[];
  /** Milliseconds since 1970; 0 before the first try of this run. */
  triedAt(instance: string): number;
  forget(instance: string): void;
}

export interface ModelListerDependencies extends PriceDependencies {
  readonly directory: InstanceDirectory;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly connectivity: Pick<Connectivity, "note">;
  readonly log: Logger;
}

export function createModelLister(
  dependencies: ModelListerDependencies,
): ModelLister {
  const { directory, clock, announcements, connectivity, log } = dependencies;
  const errors = new Map<string, ErrorJson>();
  const problems = new Map<string, readonly ModelProblem[]>();
  const tries = new Map<string, number>();

  function withPrice(model: ModelDescriptor): ModelDescriptor {
    if (model.price !== undefined) return model;
    const price = publishedPrice(model.instance, model.id, dependencies);
    return price === undefined ? model : { ...model, price };
  }

  function noteFailure(id: string, error: ErrorJson): void {
    // Our own stop says nothing of the instance, nor does one that is gone.
    if (error.code === "aborted" || directory.find(id) === undefined) return;
    errors.set(id, error);
    connectivity.note(id, error);
    problems.delete(id);
    log.warn({ instance: id, code: error.code }, "Models not listed.");
  }

  return {
    async list(id) {
      tries.set(id, clock.now());
      const signal = AbortSignal.timeout(listTimeoutMs);
      try {
        const provider = directory.provider(id);
        const found = await provider.listModels(signal);
        errors.delete(id);
        connectivity.note(id);
        problems.set(id, provider.problems?.() ?? []);
        const { local } = directory.get(id);
        await dependencies.priceList.load();
        return found.map((model) => ({ ...withPrice(model), local }));
      } catch (cause) {
        const stopped = AppError.from(cause);
        const isLate = signal.aborted && stopped.code === "aborted";
        const error = isLate ? timedOut() : stopped;
        noteFailure(id, error.toJSON());
        throw error;
      } finally {
        announcements.announce("instances");
      }
    },
    lastError: (id) => errors.get(id),
    problems: (id) => problems.get(id) ?? [],
    triedAt: (id) => tries.get(id) ?? 0,
    forget(id) {
      errors.delete(id);
      problems.delete(id);
      tries.delete(id);
    },
  };
}

function timedOut(): AppError {
  return new AppError("upstream-timeout", {
    message: `The upstream did not send its list of models within ${listTimeoutMs / 1_000} s.`,
    data: { phase: "whole", timeoutMs: listTimeoutMs },
  });
}
