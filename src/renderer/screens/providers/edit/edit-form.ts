import {
  instanceChangesSchema,
  type InstanceChanges,
  type InstanceSettings,
  type InstanceSettingsView,
} from "#shared/models/instance-settings.ts";
import { readUsd } from "#renderer/format/read-usd.ts";
import { tonguesAs, tonguesOf, type TongueChoice } from "./tongues.ts";

export interface HeaderRow {
  readonly name: string;
  /** Empty: the value that is kept stays. */
  readonly value: string;
  /** How the kept value looks; absent for a new row. */
  readonly masked?: string;
}

export const priceFields = [
  "input",
  "output",
  "cachedInput",
  "cacheWrite",
] as const;

/** US dollars per million tokens, as typed. */
export type PriceRow = Readonly<
  Record<"model" | (typeof priceFields)[number], string>
>;

export const newPriceRow: PriceRow = {
  model: "",
  input: "",
  output: "",
  cachedInput: "",
  cacheWrite: "",
};

/** Everything as it stands in the fields: numbers as typed, times in seconds, empty means default. */
export interface EditForm {
  readonly name: string;
  readonly baseUrl: string;
  readonly allow: readonly string[];
  readonly place: "auto" | "cloud" | "local";
  readonly risk: NonNullable<InstanceSettings["risk"]>;
  /** Absent: follows the risk. */
  readonly lan?: boolean | undefined;
  readonly requestsPerMinute: string;
  readonly tokensPerMinute: string;
  readonly concurrent: string;
  readonly maxAttempts: string;
  readonly connect: string;
  readonly firstByte: string;
  readonly idle: string;
  readonly total: string;
  readonly keepAlive: string;
  readonly contextSize: string;
  readonly headers: readonly HeaderRow[];
  readonly prices: readonly PriceRow[];
  readonly speaks: TongueChoice;
}

/** Why a field cannot be saved, by its path in the changes (`limits.concurrent`). */
export type FieldErrors = ReadonlyMap<string, FieldError>;
export type FieldError =
  | "name"
  | "nameTaken"
  | "address"
  | "count"
  | "attempts"
  | "seconds"
  | "keepAlive"
  | "contextSize"
  | "headerName"
  | "headerValue"
  | "pricePattern"
  | "price"
  | "other";

export function formOf(view: InstanceSettingsView, baseUrl = ""): EditForm {
  const { settings, headers } = view;
  const { limits = {}, timeouts = {}, cloud } = settings;
  return {
    name: settings.name ?? "",
    baseUrl,
    allow: settings.allow ?? [],
    place: cloud === undefined ? "auto" : cloud ? "cloud" : "local",
    risk: settings.risk ?? "medium",
    lan: settings.lan,
    requestsPerMinute: textOf(limits.requestsPerMinute),
    tokensPerMinute: textOf(limits.tokensPerMinute),
    concurrent: textOf(limits.concurrent),
    maxAttempts: textOf(settings.retry?.maxAttempts),
    connect: secondsOf(timeouts.connectMs),
    firstByte: secondsOf(timeouts.firstByteMs),
    idle: secondsOf(timeouts.idleMs),
    total: secondsOf(timeouts.totalMs),
    keepAlive: textOf(settings.keepAlive),
    contextSize: textOf(settings.contextSize),
    headers: headers.map(({ name, masked }) => ({ name, masked, value: "" })),
    prices: (settings.prices ?? []).map((price) => ({
      model: price.model,
      input: textOf(price.input),
      output: textOf(price.output),
      cachedInput: textOf(price.cachedInput),
      cacheWrite: textOf(price.cacheWrite),
    })),
    speaks: tonguesAs(settings.speaks),
  };
}

/** What is different from before, checked; fields that are as they were are not sent. */
export function changesOf(
  form: EditForm,
  before: EditForm,
): { readonly changes: InstanceChanges; readonly errors: FieldErrors } {
  const now = wireOf(form);
  const then = wireOf(before);
  const changes = Object.fromEntries(
    Object.entries(now).filter(
      ([field, value]) =>
        JSON.stringify(value) !==
        JSON.stringify(then[field as keyof typeof then]),
    ),
  );
  const parsed = instanceChangesSchema.safeParse(changes);
  if (parsed.success) return { changes: parsed.data, errors: new Map() };
  const errors = parsed.error.issues.map(({ path }) => {
    const at = path.join(".");
    return [at, errorAt(at)] as const;
  });
  return { changes: {}, errors: new Map(errors) };
}

/** Which sentence a refused field needs. `path` as in `FieldErrors`, or the backend's parameter. */
export function errorAt(path: string): FieldError {
  const [group = "", ...rest] = path.split(/[.[\]]+/);
  switch (group) {
    case "name":
      return "name";
    case "baseUrl":
      return "address";
    case "limits":
      return "count";
    case "retry":
      return "attempts";
    case "timeouts":
      return "seconds";
    case "keepAlive":
    case "contextSize":
      return group;
    case "headers":
      return rest.includes("value") ? "headerValue" : "headerName";
    case "prices":
      return rest.includes("model") ? "pricePattern" : "price";
    default:
      return "other";
  }
}

function wireOf(form: EditForm) {
  const patterns = form.allow.map((it) => it.trim()).filter((it) => it !== "");
  return {
    name: form.name.trim(),
    baseUrl: orNull(form.baseUrl.trim()),
    allow: patterns.length === 0 ? null : patterns,
    cloud: form.place === "auto" ? null : form.place === "cloud",
    risk: form.risk,
    lan: form.lan ?? null,
    limits: group({
      requestsPerMinute: numberOf(form.requestsPerMinute),
      tokensPerMinute: numberOf(form.tokensPerMinute),
      concurrent: numberOf(form.concurrent),
    }),
    retry: group({ maxAttempts: numberOf(form.maxAttempts) }),
    timeouts: group({
      connectMs: millisecondsOf(form.connect),
      firstByteMs: millisecondsOf(form.firstByte),
      idleMs: millisecondsOf(form.idle),
      totalMs: millisecondsOf(form.total),
    }),
    keepAlive: keepAliveOf(form.keepAlive.trim()),
    contextSize: numberOf(form.contextSize) ?? null,
    headers: form.headers
      .filter(({ name, value }) => name.trim() !== "" || value !== "")
      .map(({ name, value, masked }) => ({
        name: name.trim(),
        ...(value === "" && masked !== undefined ? {} : { value }),
      })),
    prices: pricesOf(form.prices),
    speaks: tonguesOf(form.speaks),
  };
}

function pricesOf(rows: readonly PriceRow[]) {
  const filled = rows.filter((row) =>
    Object.values(row).some((text) => text.trim() !== ""),
  );
  const prices = filled.map((row) => ({
    model: row.model.trim(),
    input: dollarsOf(row.input),
    output: dollarsOf(row.output),
    cachedInput: dollarsOf(row.cachedInput),
    cacheWrite: dollarsOf(row.cacheWrite),
  }));
  return prices.length === 0 ? null : prices;
}

function dollarsOf(text: string): number | undefined {
  const nanoUsd = readUsd(text);
  return nanoUsd === "wrong" ? NaN : nanoUsd && nanoUsd / 1e9;
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}

/** `null` where nothing is set, so that the whole group returns to its defaults. */
function group<Group extends object>(fields: Group): Group | null {
  const isSet = Object.values(fields).some((value) => value !== undefined);
  return isSet ? fields : null;
}

/** NaN for what is no number: the schema refuses it, and the field says so. */
function numberOf(text: string): number | undefined {
  const digits = text.replaceAll(/[\s,_]/g, "");
  return digits === "" ? undefined : Number(digits);
}

function millisecondsOf(text: string): number | undefined {
  const seconds = numberOf(text);
  return seconds === undefined ? undefined : Math.round(seconds * 1_000);
}

function keepAliveOf(text: string): number | string | null {
  if (text === "") return null;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function textOf(value: number | string | undefined): string {
  return value === undefined ? "" : String(value);
}

function secondsOf(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "" : String(milliseconds / 1_000);
}
