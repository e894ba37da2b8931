import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { readMachine } from "#main/adapters/machine/machine.ts";
import { composeChats, type Chats } from "#main/compose/chats.ts";
import type { BackendOptions } from "#main/compose/backend-options.ts";
import type { Context } from "#main/compose/context.ts";
import { createContext } from "#main/compose/create-context.ts";
import {
  openData,
  type Notice,
  type OpenedData,
} from "#main/compose/open-data.ts";
import { composeEngine, type Engine } from "#main/compose/engine.ts";
import { composeGateway, type Gateway } from "#main/compose/gateway.ts";
import { composeLogging } from "#main/compose/logging.ts";
import { composeUpstreams, type Upstreams } from "#main/compose/upstreams.ts";
import type { GatewayParts } from "#main/hosts/gateway/gateway-parts.ts";
import { createRpcRouter, type RpcRouter } from "#main/hosts/rpc/router.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import type { AuditLog } from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";
import {
  writeDiagnostics,
  type DiagnosticsDependencies,
} from "#main/services/diagnostics/diagnostics.ts";
import { instancePresets } from "#main/services/instances/presets.ts";
import { keepFresh } from "#main/services/registry/keep-fresh.ts";

export type { BackendOptions } from "#main/compose/backend-options.ts";
export type { AppConfig } from "#main/domain/config/schema.ts";
export type { RpcRouter } from "#main/hosts/rpc/router.ts";
export type { Logger } from "#main/ports/logger.ts";

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
  markInterrupted(context, audit);
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

/** Replies, calls and requests that the last run left behind in the middle. */
function markInterrupted(
  { store, log, clock }: Context,
  audit: AuditLog,
): void {
  const { length: replies } = store.conversations.markInterrupted();
  if (replies > 0) log.warn({ replies }, "Replies had been cut off.");
  const now = new Date(clock.now()).toISOString();
  const { lost, unreadable } = store.ledger.settleLost(now);
  if (lost > 0) log.warn({ attempts: lost }, "Calls had been left open.");
  if (unreadable > 0)
    log.warn({ unreadable }, "What was reserved for calls cannot be read.");
  const requests = audit.endInterrupted();
  if (requests > 0) log.warn({ requests }, "Requests had been cut off.");
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
