import type { ResolveProxy } from "#main/adapters/http/proxy.ts";
import type { BusyCalls } from "#main/adapters/http/thread/busy-calls.ts";
import { AppError, assertNever } from "#shared/errors/app-error.ts";
import type { Settings } from "#shared/settings/schema.ts";
import { createDemoProvider } from "#main/adapters/demo/provider.ts";
import { createHttpChatProvider } from "#main/adapters/http/provider.ts";
import { createLlamaCppProvider } from "#main/adapters/local/provider.ts";
import { defaultAddress } from "#main/domain/catalog/default-address.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { GgufReader, LocalRuntime } from "#main/ports/local-runtime.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { ProviderFactory } from "#main/services/instances/directory.ts";

export interface ProviderParts {
  readonly clock: Clock;
  readonly runtime: LocalRuntime;
  readonly reader: GgufReader;
  readonly settings: () => Settings;
  readonly values: KeyValueStore;
  readonly resolveProxy: ResolveProxy;
  readonly ownAddress: () => string | undefined;
  readonly busyCalls: BusyCalls | undefined;
}

/** The table of kinds: which adapter talks to which kind of instance. */
export function createProviderFactory(parts: ProviderParts): ProviderFactory {
  const { clock, runtime, reader, settings, values } = parts;
  const { resolveProxy, ownAddress, busyCalls } = parts;
  return (instance, current) => {
    const { id, kind, headers, timeouts, speaks } = instance;
    switch (kind) {
      case "openrouter":
      case "openai":
      case "anthropic":
      case "gemini":
      case "ollama":
        return createHttpChatProvider({
          instance: id,
          kind,
          baseUrl: baseUrlOf(instance),
          apiKey: current.key,
          loading: current.loading,
          headers,
          timeouts,
          speaks,
          resolveProxy,
          ownAddress,
          busyCalls,
          clock,
          nextTurn: clock.nextTurn,
          values,
        });
      case "llamacpp":
        return createLlamaCppProvider({
          instance: id,
          models: current.files,
          runtime,
          reader,
          settings,
        });
      case "demo":
        return createDemoProvider({ instance: id, clock });
      default:
        return assertNever(kind);
    }
  };
}

function baseUrlOf({ id, kind, baseUrl }: Instance): string {
  const address = baseUrl ?? defaultAddress(kind);
  if (address !== undefined) return address;
  throw new AppError("config-invalid", {
    message: `${id} has no address.`,
    data: { instance: id, parameter: "baseUrl" },
  });
}
