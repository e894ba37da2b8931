import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import {
  environmentProxy,
  type ResolveProxy,
} from "#main/adapters/http/proxy.ts";
import { randomUuid } from "#main/adapters/random/random-uuid.ts";
import { readMachine } from "#main/adapters/machine/machine.ts";
import { composeChats, type Chats } from "#main/compose/chats.ts";
import type { Context } from "#main/compose/context.ts";
import {
  openData,
  type Notice,
  type OpenedData,
} from "#main/compose/open-data.ts";
import { composeEngine, type Engine } from "#main/compose/engine.ts";
import { composeGateway, type Gateway } from "#main/compose/gateway.ts";
import { composeLogging } from "#main/compose/logging.ts";
import { composeUpstreams, type Upstreams } from "#main/compose/upstreams.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";
import { timeOrderedId } from "#main/domain/ids/time-ordered-id.ts";
import type { GatewayParts } from "#main/hosts/gateway/gateway-parts.ts";
import { createRpcRouter, type RpcRouter } from "#main/hosts/rpc/router.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { GatewayDoor } from "#main/ports/gateway-door.ts";
import type { Logger } from "#main/ports/logger.ts";
import { createAliasTable } from "#main/services/aliases/alias-table.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { settingsFixedByCache } from "#main/services/cache/cache-policy.ts";
import {
  writeDiagnostics,
  type DiagnosticsDependencies,
} from "#main/services/diagnostics/diagnostics.ts";
import {
  settingsFixedByGateway,
  type CommandLineGateway,
} from "#main/services/gateway/gateway-options.ts";
import { createHealth } from "#main/services/health/health.ts";
import { instancePresets } from "#main/services/instances/presets.ts";
import { keepFresh } from "#main/services/registry/keep-fresh.ts";
import { createSettings } from "#main/services/settings/settings.ts";

export type { AppConfig } from "#main/domain/config/schema.ts";
export type { RpcRouter } from "#main/hosts/rpc/router.ts";
export type { Logger } from "#main/ports/logger.ts";

export interface BackendOptions {
  /** Absolute; created when it is not there. The caller owns it (see adapters/owner). */
  readonly dataDir: string;
  /** A config file's content, already parsed; see adapters/config-file. */
  readonly config?: AppConfig;
  /** Adds the instance of simulated models for this run. */
  readonly demo: boolean;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly launcher: ChildProcessLauncher;
  /** Absolute path of the built entry of the process that runs local models. */
  readonly localWorkerEntry: string;
  /** Absolute path of the built entry of the thread that reads the ledger over time. */
  readonly historyWorkerEntry: string;
  /** Absolute path of the built entry of threads that write what many requests leave behind; without it the main thread does. */
  readonly commitWorkerEntry?: string;
  /** Absolute path of the built entry that asks the system's keyring; without it a key file is used. */
  readonly keyringWorkerEntry?: string;
  readonly log: Logger;
  /** The HTTP door, and what the command line says of it. Absent: there is none. */
  readonly gateway?: {
    readonly door: GatewayDoor;
    readonly commandLine: CommandLineGateway;
  };
  /** Proxy for an address, as the system says; absent means what the environment says. */
  readonly resolveProxy?: ResolveProxy;
}

export interface Backend {
  readonly router: RpcRouter;
  /** What the HTTP API answers with. */
  readonly gateway: GatewayParts;
  readonly notices: readonly Notice[];
  /** Makes the gateway's door stand as the settings say, now and from now on. Throws AppError. */
  openGateway(): Promise<void>;
  /** Settles running replies with their text, flushes and closes; at most 5 s. Idempotent. */
  dispose(): Promise<void>;
}

/** Opens the data, wires every part and starts the background work. Throws AppError with one clear sentence. */
export async function composeBackend(
  options: BackendOptions,
): Promise<Backend> {
  const clock = createSystemClock();
  const data = await openData(options, clock);
  try {
    const history = data.openHistory(options.historyWorkerEntry);
    return await wire(options, { ...data, history }, clock);
  } catch (error) {
    data.audit.close();
    data.store.close();
    throw error;
  }
}

type Opened = OpenedData & { readonly history: HistoryReader };

async function wire(
  options: BackendOptions,
  { store, notices, openAnswers, history, audit, logPath }: Opened,
  clock: Clock,
): Promise<Backend> {
  const logging = composeLogging(options.log, logPath, clock);
  const { log, logs, logLines } = logging;
  const { version, dataDir } = options;
  log.info({ version, dataDir }, "ModelDocker started.");
  const context = createContext({ ...options, log }, store, clock);
  const { settings, announcements } = context;
  markInterrupted(context);
  const upstreams = composeUpstreams(context);
  const engine = composeEngine(context, upstreams, { openAnswers, history });
  const chats = composeChats(context, upstreams, engine.chat);
  const { parts, ...managed } = composeGateway(context, upstreams, {
    ...engine,
    audit,
    door: options.gateway?.door,
  });
  const machine = readMachine();
  const services = { ...upstreams, ...chats, ...engine, ...managed, logs };
  const router = createRpcRouter({
    ...services,
    announcements,
    settings,
    presets: instancePresets,
    info: () => ({
      ...programFacts(options, machine, upstreams),
      gateway: doorFacts(managed.gateway.state()),
      notices: [...notices],
    }),
    diagnostics: diagnosticsOf(context, upstreams, {
      facts: () => ({ version, ...machine }),
      logLines,
    }),
  });

  if (options.demo) await upstreams.instances.enableDemo();
  const background = new AbortController();
  workInBackground(context, services, background.signal);

  const close = async () => {
    background.abort();
    await closeParts({ ...chats, upstreams, engine });
    audit.close();
    store.close();
    log.info({ version }, "ModelDocker stopped.");
    logging.close();
  };
  let closing: Promise<void> | undefined;
  return {
    router,
    gateway: parts,
    notices,
    openGateway: () => managed.gateway.open(background.signal),
    dispose: () => (closing ??= close()),
  };
}

async function closeParts(
  parts: Pick<Chats, "promptSets" | "replies"> & {
    readonly upstreams: Upstreams;
    readonly engine: Engine;
  },
): Promise<void> {
  await parts.promptSets.dispose();
  await parts.replies.dispose();
  await parts.upstreams.dispose();
  await parts.engine.close();
}

function createContext(
  options: BackendOptions,
  store: OpenedData["store"],
  clock: Clock,
): Context {
  const { environment, demo, launcher, localWorkerEntry, log } = options;
  const config = options.config ?? parseConfig({});
  const announcements = createAnnouncements();
  const settings = createSettings({
    values: store.values,
    announcements,
    fixed: {
      ...config.settings,
      ...settingsFixedByCache(config.cache),
      ...settingsFixedByGateway(
        config,
        options.gateway?.commandLine ?? { enabled: false },
      ),
    },
  });
  const systemProxy = options.resolveProxy ?? environmentProxy(environment);
  return {
    store,
    config,
    clock,
    log,
    announcements,
    settings,
    environment,
    demo,
    launcher,
    localWorkerEntry,
    resolveProxy: (url) =>
      settings.current().useSystemProxy ? systemProxy(url) : undefined,
    ownAddress: () => options.gateway?.door.address(),
    newId: () => timeOrderedId(clock.now(), randomUuid()),
    health: createHealth(clock, () => announcements.announce("health")),
    aliasTable: createAliasTable(store.aliases, config.aliases),
  };
}

function diagnosticsOf(
  { store, environment, settings }: Context,
  upstreams: Upstreams,
  told: Pick<DiagnosticsDependencies, "facts" | "logLines">,
): () => string {
  return () =>
    writeDiagnostics({
      ...upstreams,
      ...told,
      keys: { secrets: store.secrets, environment },
      settings: settings.current,
    });
}

function doorFacts({ address, error }: GatewayState) {
  return {
    ...(address !== undefined && { address }),
    ...(error !== undefined && { error }),
  };
}

function programFacts(
  { version, dataDir, demo }: BackendOptions,
  { platform, memoryBytes }: ReturnType<typeof readMachine>,
  { connectivity }: Pick<Upstreams, "connectivity">,
) {
  const offline = connectivity.isOffline();
  return { version, platform, dataDir, memoryBytes, demo, offline };
}

/** Replies that the last run left behind in the middle. */
function markInterrupted({ store, log, clock }: Context): void {
  const { length: replies } = store.conversations.markInterrupted();
  if (replies > 0) log.warn({ replies }, "Replies had been cut off.");
  const now = new Date(clock.now()).toISOString();
  const { lost, unreadable } = store.ledger.settleLost(now);
  if (lost > 0) log.warn({ attempts: lost }, "Calls had been left open.");
  if (unreadable > 0)
    log.warn({ unreadable }, "What was reserved for calls cannot be read.");
}

function workInBackground(
  { clock, settings }: Context,
  parts: Pick<Upstreams, "registry" | "connectivity"> &
    Pick<Gateway, "keys" | "audit"> &
    Pick<Chats, "conversations" | "comparisons" | "promptSets">,
  signal: AbortSignal,
): void {
  const { registry, conversations, comparisons, promptSets } = parts;
  const maximumAgeMs = () => settings.current().modelRefreshMinutes * 60_000;
  const { isOffline } = parts.connectivity;
  void keepFresh({ registry, clock, maximumAgeMs, isOffline }, signal);
  void conversations.purgeRemoved(signal);
  void comparisons.purgeRemoved(signal);
  void promptSets.purgeRemoved(signal);
  void parts.keys.watchOthers(signal);
  void parts.audit.keepRetention(signal);
}
