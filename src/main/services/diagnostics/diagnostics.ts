import type { Settings } from "#shared/settings/schema.ts";
import { redact } from "#main/domain/policy/redact.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import { knownSecrets, type KeySources } from "../instances/keys.ts";
import type { InstanceService } from "../instances/manage.ts";

export interface DiagnosticsDependencies {
  /** Facts about program and machine, one `name: value` each. */
  readonly facts: () => Readonly<Record<string, string | number>>;
  readonly directory: InstanceDirectory;
  readonly instances: InstanceService;
  readonly keys: KeySources;
  readonly settings: () => Settings;
  readonly logLines: () => readonly string[];
}

/** What helps to find a fault, as text without secrets, prompts or replies. */
export function writeDiagnostics(
  dependencies: DiagnosticsDependencies,
): string {
  const { facts, instances, settings, logLines } = dependencies;
  const { directory, keys } = dependencies;
  const { defaultSystemPrompt: prompt, ...shown } = settings();
  const text = [
    "ModelDocker diagnostics",
    ...Object.entries(facts()).map(([name, value]) => `${name}: ${value}`),
    "",
    "Instances",
    ...instances.views().map((view) => {
      const { id, kind, baseUrl, enabled, key, modelCount, lastError } = view;
      const state = enabled ? "on" : "off";
      const failure =
        lastError === undefined
          ? ""
          : `, last error ${lastError.code}: ${lastError.message}`;
      return `- ${id} (${kind}, ${state}) ${baseUrl ?? ""} key: ${key.source}, models: ${modelCount}${failure}`;
    }),
    "",
    "Settings",
    ...Object.entries({
      ...shown,
      defaultSystemPrompt: `${prompt.length} characters`,
    }).map(([key, value]) => `- ${key}: ${String(value)}`),
    "",
    "Latest warnings",
    ...logLines(),
  ].join("\n");
  return redact(text, knownSecrets(directory.list(), keys));
}
