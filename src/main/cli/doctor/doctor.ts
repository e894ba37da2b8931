import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultSettings } from "#shared/settings/schema.ts";
import { defaultDataDir } from "#main/adapters/data-dir/default-data-dir.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import { findPlaces, version } from "../places.ts";
import {
  defaultWebPort,
  parseStrictly,
  type Environment,
} from "../serve-options.ts";
import { checkDataDir, checkPort, checkStore } from "./data.ts";
import type { Finding } from "./finding.ts";
import {
  checkElectron,
  checkMemory,
  checkNode,
  checkProxies,
} from "./machine.ts";
import {
  checkKeyring,
  checkModelsModule,
  checkStoreModule,
} from "./native-modules.ts";

export interface DoctorDependencies {
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly entryUrl: string;
  readonly launcher: ChildProcessLauncher;
}

/** Looks at this machine and says what is missing. Exit code 1 if that is something essential. */
export async function doctor(
  dependencies: DoctorDependencies,
): Promise<number> {
  const { values } = parseStrictly(() =>
    parseArgs({
      args: [...dependencies.args],
      strict: true,
      options: {
        "data-dir": { type: "string" },
        json: { type: "boolean", default: false },
      },
    }),
  );
  const { environment } = dependencies;
  const given = values["data-dir"] ?? environment["MODELDOCKER_DATA_DIR"];
  const dataDir = given ? resolve(given) : defaultDataDir({ environment });
  const findings = await examineMachine(dependencies, dataDir);
  const healthy = findings.every(({ status }) => status !== "missing");
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ version, healthy, findings }, null, 2)}\n`
      : describe(findings, healthy),
  );
  return healthy ? 0 : 1;
}

async function examineMachine(
  { environment, entryUrl, launcher }: DoctorDependencies,
  dataDir: string,
): Promise<readonly Finding[]> {
  const { keyringWorker, doctorProbe } = findPlaces(entryUrl);
  const keyring = { launcher, workerEntry: keyringWorker, environment };
  const [modules, store, ports] = await Promise.all([
    Promise.all([
      checkStoreModule(doctorProbe),
      checkModelsModule(doctorProbe),
      checkKeyring(keyring),
    ]),
    checkStore(dataDir, keyring),
    Promise.all([
      checkPort("gateway", defaultSettings.gatewayPort),
      checkPort("web", defaultWebPort),
    ]),
  ]);
  return [
    checkNode(process.versions.node),
    checkMemory(),
    ...modules,
    checkDataDir(dataDir),
    store,
    ...ports,
    checkElectron(environment),
    checkProxies(environment),
  ];
}

const marks = { ok: "✓", note: "•", missing: "✗" } as const;

function describe(findings: readonly Finding[], healthy: boolean): string {
  const lines = findings.flatMap(({ status, id, summary, advice }) => [
    `${marks[status]} ${id.padEnd(14)} ${summary}`,
    ...(advice ? [`  ${" ".repeat(14)} ${advice}`] : []),
  ]);
  const verdict = healthy
    ? "ModelDocker can run here."
    : "Something essential is missing (✗).";
  return `ModelDocker ${version}\n${lines.join("\n")}\n${verdict}\n`;
}
