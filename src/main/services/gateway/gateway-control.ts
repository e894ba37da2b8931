import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import {
  gatewayOptionNames,
  type GatewayOptions,
  type GatewayState,
} from "#shared/gateway/gateway-state.ts";
import type { GatewayDoor } from "#main/ports/gateway-door.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { AuditService } from "../audit/audit.ts";
import type { SettingsService } from "../settings/settings.ts";
import {
  addressFromHere,
  isLoopbackHost,
  optionsOf,
  isUnmeantExposure,
  refuseUnmeantExposure,
  settingOf,
  settingsOf,
} from "./gateway-options.ts";

export interface GatewayControl {
  state(): GatewayState;
  /** Throws `port-in-use`, `conflict` (locked), `invalid-request`; nothing has changed then. */
  configure(changes: Partial<GatewayOptions>): Promise<GatewayState>;
  /**
   * Makes the door stand as the settings say, now and after each change of them until the signal
   * aborts. Throws AppError for now; later failures are told by the state.
   */
  open(signal: AbortSignal): Promise<void>;
}

export interface GatewayControlDependencies {
  readonly door: GatewayDoor;
  readonly settings: SettingsService;
  readonly maxBodyBytes: number;
  readonly announcements: Announcements;
  readonly audit: Pick<AuditService, "today">;
  /** Addresses of this machine in its networks. */
  readonly networkAddresses: () => readonly string[];
}

/** The gateway's switch, and what stands behind it. */
export function createGatewayControl(
  dependencies: GatewayControlDependencies,
): GatewayControl {
  const { door, settings, announcements } = dependencies;
  let failure: ErrorJson | undefined;

  const apply = (options: GatewayOptions): Promise<void> =>
    door.apply({ ...options, maxBodyBytes: dependencies.maxBodyBytes });

  async function stand(options: GatewayOptions): Promise<void> {
    if (options.enabled) refuseUnmeantExposure(options);
    await apply(options);
    failure = undefined;
  }

  async function standAsSet(): Promise<void> {
    const options = optionsOf(settings.current());
    try {
      await stand(options);
    } catch (error) {
      // A door that the settings allow no more must not stand open as it did.
      if (isUnmeantExposure(options))
        await apply({ ...options, enabled: false });
      failure = AppError.from(error).toJSON();
      throw error;
    } finally {
      announcements.announce("gateway");
    }
  }

  async function followSettings(signal: AbortSignal): Promise<void> {
    for await (const _change of announcements.subscribe(signal, ["settings"]))
      await standAsSet().catch(() => undefined);
  }

  const state = () => stateOf(dependencies, failure);

  return {
    state,
    async open(signal) {
      void followSettings(signal);
      await standAsSet();
    },
    async configure(changes) {
      refuseLocked(changes, settings.locked());
      const options = { ...optionsOf(settings.current()), ...changes };
      try {
        await stand(options);
      } catch (error) {
        throw asRequest(error);
      }
      for (const [key, value] of Object.entries(settingsOf(changes)))
        settings.set(key, value);
      announcements.announce("gateway");
      return state();
    },
  };
}

function stateOf(
  { door, settings, audit, networkAddresses }: GatewayControlDependencies,
  failure: ErrorJson | undefined,
): GatewayState {
  const options = optionsOf(settings.current());
  const address = door.address();
  const fixed = settings.locked();
  const wanted = options.enabled ? "failed" : "off";
  return {
    status: address === undefined ? wanted : "running",
    ...(address !== undefined && { address: addressFromHere(address) }),
    ...(failure !== undefined && { error: failure }),
    lanAddresses: lanAddresses(address, networkAddresses),
    options,
    locked: gatewayOptionNames.filter((name) => isFixed(fixed, name)),
    today: audit.today(),
  };
}

function isFixed(
  fixed: ReturnType<SettingsService["locked"]>,
  name: keyof GatewayOptions,
): boolean {
  return fixed[settingOf[name]] !== undefined;
}

function refuseLocked(
  changes: Partial<GatewayOptions>,
  fixed: ReturnType<SettingsService["locked"]>,
): void {
  const locked = gatewayOptionNames.find(
    (name) => changes[name] !== undefined && isFixed(fixed, name),
  );
  if (locked === undefined) return;
  throw new AppError("conflict", {
    message: `The config file or the command line fixes the gateway's ${locked}.`,
    data: { parameter: locked },
  });
}

/** What a config file would be blamed for is here the caller's wish. */
function asRequest(error: unknown): AppError {
  const { code, message, data } = AppError.from(error);
  if (code !== "config-invalid") return AppError.from(error);
  return new AppError("invalid-request", { message, data });
}

function lanAddresses(
  address: string | undefined,
  networkAddresses: () => readonly string[],
): string[] {
  if (address === undefined) return [];
  const { hostname, port } = new URL(address);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isLoopbackHost(host)) return [];
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const all = isEverywhere ? networkAddresses() : [host];
  return all
    .filter((it) => host !== "0.0.0.0" || !it.includes(":"))
    .map((it) => `http://${it.includes(":") ? `[${it}]` : it}:${port}`);
}
