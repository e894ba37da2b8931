import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import type { SecretStore } from "#main/ports/stores.ts";

export interface KeySources {
  readonly secrets: SecretStore;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * An instance's key, or undefined where it has none. Throws `secret-missing` when the configuration
 * names a place that holds nothing: a call without the key would only be refused upstream.
 */
export function readKey(
  instance: Instance,
  sources: KeySources,
): string | undefined {
  const { key } = instance;
  switch (key.type) {
    case "stored":
      return sources.secrets.get(key.secret);
    case "value":
      return key.value;
    case "environment": {
      const value = sources.environment[key.variable]?.trim();
      if (value) return value;
      throw missing(instance, `The environment variable ${key.variable}`);
    }
    case "secret": {
      const value = sources.secrets.get(key.secret);
      if (value !== undefined) return value;
      throw missing(instance, `The secret "${key.secret}"`);
    }
  }
}

export function describeKey(
  instance: Instance,
  sources: KeySources,
): InstanceView["key"] {
  const value = readQuietly(instance, sources);
  const masked = value === undefined ? {} : { masked: maskKey(value) };
  switch (instance.key.type) {
    case "stored":
      return { source: value === undefined ? "none" : "stored", ...masked };
    case "environment":
      return { source: "environment", ...masked };
    case "secret":
    case "value":
      return { source: "config", ...masked };
  }
}

/** First and last characters at most; a short key shows nothing of itself. */
export function maskKey(key: string): string {
  if (key.length < 20) return "…";
  return `${key.slice(0, 5)}…${key.slice(-4)}`;
}

/** The keys of these instances, as far as they can be read: what must be hidden wherever it turns up. */
export function knownSecrets(
  instances: readonly Instance[],
  sources: KeySources,
): readonly string[] {
  return instances.flatMap((it) => readQuietly(it, sources) ?? []);
}

function readQuietly(
  instance: Instance,
  sources: KeySources,
): string | undefined {
  try {
    return readKey(instance, sources);
  } catch {
    return undefined;
  }
}

function missing(instance: Instance, what: string): AppError {
  return new AppError("secret-missing", {
    message: `${what}, which should hold the key of ${instance.id}, is empty.`,
    data: { instance: instance.id },
  });
}
