import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  gatewayFixedBy,
  parseServeOptions,
  serveEnvironment,
} from "#main/cli/serve-options.ts";

const defaults = {
  gateway: true,
  webPort: 3738,
  demo: false,
  logLevel: "info",
};

describe("options of serve", () => {
  test("have the documented defaults", () => {
    expect(parseServeOptions([], {})).toEqual(defaults);
  });

  test("come from the command line, then the environment", () => {
    const environment = {
      MODELDOCKER_DATA_DIR: "from-environment",
      MODELDOCKER_GATEWAY_PORT: "1",
      MODELDOCKER_WEB_PORT: "2",
      MODELDOCKER_DEMO: "true",
      MODELDOCKER_LOG_LEVEL: "debug",
    };
    expect(parseServeOptions(["--gateway-port", "0"], environment)).toEqual({
      ...defaults,
      dataDir: resolve("from-environment"),
      gatewayPort: 0,
      webPort: 2,
      demo: true,
      logLevel: "debug",
    });
  });

  test("leave out what is switched off", () => {
    const options = parseServeOptions(["--no-web", "--no-gateway"], {});
    expect([options.gateway, options.webPort]).toEqual([false, undefined]);
    expect(gatewayFixedBy(options)).toEqual({ enabled: false });
  });

  // What nobody says must stay free to be changed in the app.
  test("fix of the gateway only what is said", () => {
    expect(gatewayFixedBy(parseServeOptions([], {}))).toEqual({});
    const said = parseServeOptions(["--gateway-port=0", "--host=::1"], {});
    expect(gatewayFixedBy(said)).toEqual({ port: 0, host: "::1" });
  });

  test.each([
    [["--nonsense"], /^Unknown option '--nonsense'; see modeldocker --help\.$/],
    [["stray"], /^Unexpected argument 'stray'/],
    [["--web-port"], /argument missing/],
    [["--web-port", "65536"], /^--web-port must be a port/],
    [["--gateway-port", "-1"], /ambiguous|must be a port/],
    [["--gateway-port", "80x"], /^--gateway-port must be a port/],
    [["--host", "example.com"], /^--host must be an IP address/],
    [["--log-level", "loud"], /^--log-level must be one of silent/],
  ])("refuse %j in one sentence", (args, sentence) => {
    expect(() => parseServeOptions(args, {})).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: expect.stringMatching(sentence) as string,
      }),
    );
  });

  test("are refused by the name that they were given under", () => {
    const read =
      (args: readonly string[], environment = {}) =>
      () =>
        parseServeOptions(args, environment);
    expect(read([], { MODELDOCKER_GATEWAY_PORT: "abc" })).toThrow(
      'MODELDOCKER_GATEWAY_PORT must be a port from 0 to 65535, not "abc".',
    );
    expect(read([], { MODELDOCKER_HOST: "here" })).toThrow(
      'MODELDOCKER_HOST must be an IP address, not "here".',
    );
    expect(read([], { MODELDOCKER_LOG_LEVEL: "loud" })).toThrow(
      /^MODELDOCKER_LOG_LEVEL must be one of .*, not "loud"\.$/,
    );
  });

  test("mean what they say: an empty one is no default, an empty variable is", () => {
    expect(() => parseServeOptions(["--gateway-port", ""], {})).toThrow(
      "--gateway-port needs a value.",
    );
    expect(() => parseServeOptions(["--data-dir="], {})).toThrow(
      "--data-dir needs a value.",
    );
    expect(parseServeOptions([], { MODELDOCKER_GATEWAY_PORT: "" })).toEqual(
      parseServeOptions([], {}),
    );
  });

  test("refuse a flag in the environment that is neither on nor off", () => {
    expect(() =>
      parseServeOptions([], { MODELDOCKER_DEMO: "perhaps" }),
    ).toThrow('MODELDOCKER_DEMO must be 1 or 0, not "perhaps".');
  });

  test.each([
    [[]],
    [["--no-web", "--no-gateway", "--demo", "--data-dir=/data"]],
    [["--host=::1", "--web-port=0", "--config=/c.json", "--log-level=silent"]],
  ])("pass whole through the environment of a child: %j", (args) => {
    const options = parseServeOptions(args, {});
    expect(parseServeOptions([], serveEnvironment(options))).toEqual(options);
  });
});
