import { AppError } from "#shared/errors/app-error.ts";
import {
  gatewayOptionNames,
  type GatewayOptions,
} from "#shared/gateway/gateway-state.ts";
import {
  linesOf,
  type SettingKey,
  type Settings,
} from "#shared/settings/schema.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";

/** Which setting holds which option. */
export const settingOf = {
  enabled: "gatewayEnabled",
  port: "gatewayPort",
  host: "gatewayHost",
  allowLan: "gatewayAllowLan",
  requireKey: "gatewayRequireKey",
  allowedOrigins: "gatewayAllowedOrigins",
  allowedHosts: "gatewayAllowedHosts",
} as const satisfies Record<keyof GatewayOptions, SettingKey>;

export function optionsOf(settings: Settings): GatewayOptions {
  return {
    enabled: settings.gatewayEnabled,
    port: settings.gatewayPort,
    host: settings.gatewayHost,
    allowLan: settings.gatewayAllowLan,
    requireKey: settings.gatewayRequireKey,
    allowedOrigins: [...linesOf(settings.gatewayAllowedOrigins)],
    allowedHosts: [...linesOf(settings.gatewayAllowedHosts)],
  };
}

/** The same options as settings; absent ones stay absent. */
export function settingsOf(
  options: Partial<GatewayOptions>,
): Partial<Settings> {
  return Object.fromEntries(
    gatewayOptionNames.flatMap((name) => {
      const value = options[name];
      if (value === undefined) return [];
      const stored = Array.isArray(value) ? value.join("\n") : value;
      return [[settingOf[name], stored]];
    }),
  );
}

/** What the command line says of the gateway; it wins over the config file. */
export type CommandLineGateway = Partial<
  Pick<GatewayOptions, "enabled" | "port" | "host">
>;

/** The settings that the config file's own sections fix. */
export function settingsFixedByGateway({
  gateway,
  promptLogging,
}: Pick<AppConfig, "gateway" | "promptLogging">): Partial<Settings> {
  const { maxBodyBytes: _, ...options } = gateway;
  return {
    ...settingsOf(options as Partial<GatewayOptions>),
    ...(promptLogging !== undefined && { promptLogging }),
  };
}

type Exposure = Pick<GatewayOptions, "host" | "allowLan">;

/** The network needs two words: its address, and that it may. */
export function isUnmeantExposure({ host, allowLan }: Exposure): boolean {
  return !allowLan && !isLoopbackHost(host);
}

/** Throws `config-invalid`. */
export function refuseUnmeantExposure(exposure: Exposure): void {
  if (!isUnmeantExposure(exposure)) return;
  const { host } = exposure;
  throw new AppError("config-invalid", {
    message: `The address ${host} would open the gateway to the network; set gateway.allowLan to true in the config file, or allow the local network in the app, to mean that.`,
    data: { host, parameter: "allowLan" },
  });
}

export function isLoopbackHost(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

/** A door on all addresses is reached on this computer by its own. */
export function addressFromHere(address: string): string {
  return address
    .replace("//0.0.0.0:", "//127.0.0.1:")
    .replace("//[::]:", "//[::1]:");
}
