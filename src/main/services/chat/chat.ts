import type { ChatRequest } from "#shared/chat/request.ts";
import type { Settings } from "#shared/settings/schema.ts";
import { keepOnComputer } from "#main/domain/routing/keep-on-computer.ts";
import { planRoute, type RoutePlan } from "#main/domain/routing/plan-route.ts";
import type { LedgerScopes } from "#main/ports/ledger.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { ModelPreferences } from "../registry/preferences.ts";
import type { Registry } from "../registry/registry.ts";
import { fallbackRule } from "./fallback-rule.ts";
import {
  refuse,
  type CacheWish,
  type ChatCall,
  type ChatRunner,
  type Emit,
} from "./runner.ts";

export interface ChatService {
  /** Throws `model-not-found`, `no-target`, `invalid-request`. */
  plan(asked: string): RoutePlan;
  /**
   * Plans and runs; resolves at the end and never rejects. A plan that fails is one `error`. `origin`
   * is who asks, for fair queues.
   */
  run(
    input: {
      readonly request: ChatRequest;
      readonly origin: string;
      readonly cache?: CacheWish;
      readonly scopes?: LedgerScopes;
      /** True: only targets on this computer are tried; `private-chat` where there is none. */
      readonly isPrivate?: boolean;
    } & Partial<
      Pick<
        ChatCall,
        | "plan"
        | "attempts"
        | "admit"
        | "whole"
        | "ownText"
        | "onBooked"
        | "bounds"
        | "ask"
        | "costsNothing"
      >
    >,
    signal: AbortSignal,
    emit: Emit,
  ): Promise<void>;
}

export interface ChatServiceDependencies {
  readonly runner: ChatRunner;
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly preferences: ModelPreferences;
  readonly aliases: () => ReadonlyMap<string, readonly string[]>;
  readonly settings: () => Settings;
  readonly newId: () => string;
}

const nobodyElse = (): boolean => false;

export function createChatService(
  dependencies: ChatServiceDependencies,
): ChatService {
  const { runner, directory, registry, newId } = dependencies;

  function plan(asked: string): RoutePlan {
    return planRoute(asked, {
      instanceOf: directory.find,
      aliases: dependencies.aliases(),
      offeredBy: registry.offeredBy,
      ...fallbackRule(dependencies),
    });
  }

  return {
    plan,
    run(input, signal, emit) {
      try {
        const planned = input.plan ?? plan(input.request.model);
        const call = {
          ...input,
          id: newId(),
          attempts: input.attempts ?? { count: 0 },
          plan: input.isPrivate === true ? keepOnComputer(planned) : planned,
          hasAlternative: nobodyElse,
        };
        return runner(call, signal, emit);
      } catch (error) {
        return refuse(error, emit);
      }
    },
  };
}
