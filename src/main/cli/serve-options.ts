import { isIP } from "node:net";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "#shared/errors/app-error.ts";

export const logLevels = [
  "silent",
  "fatal",
  "error",
  "warn",
  "info",
  "debug",
  "trace",
] as const;
export type LogLevel = (typeof logLevels)[number];

export interface ServeOptions {
  /** Absolute; absent means the system's usual place. */
  readonly dataDir?: string;
  /** Absolute path of a config file. */
  readonly config?: string;
  /** False with `--no-gateway`. */
  readonly gateway: boolean;
  /** Absent: what the settings say. */
  readonly gatewayPort?: number;
  /** Absent with `--no-web`. */
  readonly webPort?: number;
  /** Address that the gateway binds; absent: what the settings say. */
  readonly host?: string;
  readonly demo: boolean;
  readonly logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const options = {
  "data-dir": { type: "string" },
  config: { type: "string" },
  "gateway-port": { type: "string" },
  "web-port": { type: "string" },
  host: { type: "string" },
  "no-web": { type: "boolean" },
  "no-gateway": { type: "boolean" },
  demo: { type: "boolean" },
  "log-level": { type: "string" },
} as const;

type OptionName = keyof typeof options;

/** A value, and the name by which its giver knows it. */
interface Given {
  readonly text: string;
  readonly from: string;
}

export const defaultWebPort = 3738;

/** Command line over environment over defaults. Throws `invalid-request` with one sentence. */
export function parseServeOptions(
  args: readonly string[],
  environment: Environment,
): ServeOptions {
  const { values } = parseStrictly(() =>
    parseArgs({ args: [...args], options, strict: true }),
  );
  const given = (name: OptionName): Given | undefined => {
    const option = `--${name}`;
    const text = values[name] ?? environment[variableOf(name)];
    if (typeof text !== "string") return undefined;
    const from = values[name] === undefined ? variableOf(name) : option;
    if (text !== "") return { text, from };
    // A script whose variable is empty did not mean the default place or port.
    if (from === option) throw invalid(`${option} needs a value.`);
    return undefined;
  };
  const flag = (name: OptionName): boolean =>
    values[name] === true || readFlag(name, environment);
  const dataDir = given("data-dir")?.text;
  const config = given("config")?.text;
  const gatewayPort = given("gateway-port");
  const webPort = given("web-port");
  const host = given("host");
  const logLevel = given("log-level");
  return {
    ...(dataDir !== undefined && { dataDir: resolve(dataDir) }),
    ...(config !== undefined && { config: resolve(config) }),
    gateway: !flag("no-gateway"),
    ...(gatewayPort !== undefined && {
      gatewayPort: readPort(gatewayPort),
    }),
    ...(!flag("no-web") && {
      webPort: webPort === undefined ? defaultWebPort : readPort(webPort),
    }),
    ...(host !== undefined && { host: readHost(host) }),
    demo: flag("demo"),
    logLevel: logLevel === undefined ? "info" : readLogLevel(logLevel),
  };
}

/** What the command line says of the gateway; the settings say the rest. */
export function gatewayFixedBy({ gateway, gatewayPort, host }: ServeOptions) {
  return {
    ...(!gateway && { enabled: false }),
    ...(gatewayPort !== undefined && { port: gatewayPort }),
    ...(host !== undefined && { host }),
  };
}

/** The same options as variables, for a process that is started without a command line. */
export function serveEnvironment(
  serve: ServeOptions,
): Readonly<Record<string, string>> {
  const { dataDir, config, gateway, gatewayPort, webPort, host } = serve;
  const { demo, logLevel } = serve;
  const values: Readonly<Record<OptionName, string | undefined>> = {
    "data-dir": dataDir,
    config,
    "gateway-port": gatewayPort?.toString(),
    "web-port": webPort?.toString(),
    host,
    "no-web": webPort === undefined ? "1" : "0",
    "no-gateway": gateway ? "0" : "1",
    demo: demo ? "1" : "0",
    "log-level": logLevel,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[variableOf(name as OptionName), value]],
    ),
  );
}

/** Runs a `parseArgs` and turns its errors into one sentence. */
export function parseStrictly<Parsed>(parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const [sentence = message] = message.split(/\. |\n/, 1);
    throw invalid(`${sentence.replace(/\.$/, "")}; see modeldocker --help.`);
  }
}

function variableOf(name: OptionName): string {
  return `MODELDOCKER_${name.toUpperCase().replaceAll("-", "_")}`;
}

function readFlag(name: OptionName, environment: Environment): boolean {
  const variable = variableOf(name);
  const value = environment[variable]?.toLowerCase() ?? "";
  if (["", "0", "false", "no", "off"].includes(value)) return false;
  if (["1", "true", "yes", "on"].includes(value)) return true;
  throw invalid(`${variable} must be 1 or 0, not "${environment[variable]}".`);
}

function readPort({ text, from }: Given): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw invalid(`${from} must be a port from 0 to 65535, not "${text}".`);
}

function readHost({ text, from }: Given): string {
  if (text === "localhost") return "127.0.0.1";
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0) return bare;
  throw invalid(`${from} must be an IP address, not "${text}".`);
}

function readLogLevel({ text, from }: Given): LogLevel {
  const level = logLevels.find((name) => name === text);
  if (level) return level;
  throw invalid(
    `${from} must be one of ${logLevels.join(", ")}, not "${text}".`,
  );
}

function invalid(message: string): AppError {
  return new AppError("invalid-request", { message });
}
