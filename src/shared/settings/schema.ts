import { z } from "zod";
import { promptLoggingModes } from "../gateway/prompt-logging.ts";

/** What the number of a setting counts. */
export type SettingUnit =
  "minutes" | "tokens" | "layers" | "threads" | "megabytes" | "hours" | "days";

/** How a settings screen draws one entry. */
export type SettingControl =
  | { readonly type: "toggle" }
  | { readonly type: "choice"; readonly options: readonly string[] }
  | {
      readonly type: "number";
      readonly min: number;
      readonly max: number;
      readonly unit?: SettingUnit;
    }
  /** Whole cents, which a person reads and writes as dollars; 0 is no bound. */
  | { readonly type: "budget"; readonly max: number }
  | { readonly type: "text"; readonly multiline: boolean }
  /** A model by `instance:model`; empty: the program's own choice. */
  | { readonly type: "model" };

export interface SettingEntry {
  readonly group: SettingGroup;
  readonly schema: z.ZodType;
  readonly default: unknown;
  readonly control: SettingControl;
}

export const settingGroups = [
  "appearance",
  "chat",
  "fallback",
  "models",
  "local",
  "cache",
  "budget",
  "gateway",
  "network",
] as const;
export type SettingGroup = (typeof settingGroups)[number];

const toggle = { type: "toggle" } as const;

/** A failure that the fallback rule answers. */
const trigger = {
  group: "fallback",
  schema: z.boolean(),
  default: true,
  control: toggle,
} as const;

/** US cents; 0 is no bound. */
const budget = {
  group: "budget",
  schema: z.int().min(0).max(10_000_000),
  default: 0,
  control: { type: "budget", max: 10_000_000 },
} as const;

/** Entries by line; an empty text is none. */
function lines(entry: z.ZodType<string>) {
  return {
    group: "gateway",
    schema: z
      .string()
      .max(20_000)
      .refine(
        (text) => linesOf(text).every((it) => entry.safeParse(it).success),
        {
          error: "one entry per line",
        },
      ),
    default: "",
    control: { type: "text", multiline: true },
  } as const;
}

/** What a setting of several lines holds. */
export function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * Every setting, once: type, default, control and group. Label and help are messages named
 * `settings.<key>.label` and `settings.<key>.help` in the renderer's catalogue.
 */
export const settingEntries = {
  theme: {
    group: "appearance",
    schema: z.enum(["system", "light", "dark"]),
    default: "system",
    control: { type: "choice", options: ["system", "light", "dark"] },
  },
  sendWithEnter: {
    group: "chat",
    schema: z.boolean(),
    default: true,
    control: toggle,
  },
  defaultSystemPrompt: {
    group: "chat",
    schema: z.string().max(100_000),
    default: "",
    control: { type: "text", multiline: true },
  },
  fallbackToLocal: {
    group: "fallback",
    schema: z.boolean(),
    default: false,
    control: toggle,
  },
  fallbackModel: {
    group: "fallback",
    schema: z.string().max(500),
    default: "",
    control: { type: "model" },
  },
  fallbackUnreachable: trigger,
  fallbackOutOfCredit: trigger,
  fallbackOverBudget: trigger,
  modelRefreshMinutes: {
    group: "models",
    schema: z.int().min(5).max(10_080),
    default: 60,
    control: { type: "number", min: 5, max: 10_080, unit: "minutes" },
  },
  localContextSize: {
    group: "local",
    schema: z.int().min(0).max(1_048_576),
    default: 0,
    control: { type: "number", min: 0, max: 1_048_576, unit: "tokens" },
  },
  localGpuLayers: {
    group: "local",
    schema: z.int().min(-1).max(999),
    default: -1,
    control: { type: "number", min: -1, max: 999, unit: "layers" },
  },
  localThreads: {
    group: "local",
    schema: z.int().min(0).max(256),
    default: 0,
    control: { type: "number", min: 0, max: 256, unit: "threads" },
  },
  localIdleMinutes: {
    group: "local",
    schema: z.int().min(0).max(1_440),
    default: 10,
    control: { type: "number", min: 0, max: 1_440, unit: "minutes" },
  },
  cacheMode: {
    group: "cache",
    schema: z.enum(["off", "deterministic", "always"]),
    default: "deterministic",
    control: { type: "choice", options: ["off", "deterministic", "always"] },
  },
  cacheMegabytes: {
    group: "cache",
    schema: z.int().min(0).max(65_536),
    default: 256,
    control: { type: "number", min: 0, max: 65_536, unit: "megabytes" },
  },
  cacheHours: {
    group: "cache",
    schema: z.int().min(1).max(8_760),
    default: 24,
    control: { type: "number", min: 1, max: 8_760, unit: "hours" },
  },
  budgetPerDayCents: budget,
  budgetPerMonthCents: budget,
  budgetPerChatCents: budget,
  gatewayEnabled: {
    group: "gateway",
    schema: z.boolean(),
    default: true,
    control: toggle,
  },
  gatewayPort: {
    group: "gateway",
    schema: z.int().min(0).max(65_535),
    default: 3_737,
    control: { type: "number", min: 0, max: 65_535 },
  },
  gatewayHost: {
    group: "gateway",
    schema: z.union([z.ipv4(), z.ipv6()]),
    default: "127.0.0.1",
    control: { type: "text", multiline: false },
  },
  gatewayAllowLan: {
    group: "gateway",
    schema: z.boolean(),
    default: false,
    control: toggle,
  },
  gatewayRequireKey: {
    group: "gateway",
    schema: z.boolean(),
    default: true,
    control: toggle,
  },
  gatewayAllowedOrigins: lines(z.url({ protocol: /^https?$/ })),
  gatewayAllowedHosts: lines(z.string().regex(/^[\w.:[\]-]+$/)),
  promptLogging: {
    group: "gateway",
    schema: z.enum(promptLoggingModes),
    default: "off",
    control: { type: "choice", options: promptLoggingModes },
  },
  auditDays: {
    group: "gateway",
    schema: z.int().min(1).max(3_650),
    default: 90,
    control: { type: "number", min: 1, max: 3_650, unit: "days" },
  },
  useSystemProxy: {
    group: "network",
    schema: z.boolean(),
    default: true,
    control: toggle,
  },
} as const satisfies Record<string, SettingEntry>;

export type SettingKey = keyof typeof settingEntries;
export const settingKeys = Object.keys(settingEntries) as readonly SettingKey[];

export type Settings = {
  readonly [Key in SettingKey]: z.infer<(typeof settingEntries)[Key]["schema"]>;
};

export const settingsSchema = z.object(
  Object.fromEntries(
    settingKeys.map((key) => [key, settingEntries[key].schema]),
  ),
) as unknown as z.ZodType<Settings>;

export const defaultSettings = Object.fromEntries(
  settingKeys.map((key) => [key, settingEntries[key].default]),
) as unknown as Settings;
