import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { checkDeadCode } from "../../scripts/check/dead-code.ts";
import { checkDependencyRules } from "../../scripts/check/dependency-rules.ts";
import type { Check, Finding } from "../../scripts/check/finding.ts";
import { checkFormatting } from "../../scripts/check/formatting.ts";
import { checkLint } from "../../scripts/check/lint.ts";
import { filesLeftOut } from "../../scripts/check/test-project.ts";
import { checkTypes } from "../../scripts/check/types.ts";
import { plantHouse } from "./planted-violations.ts";

/** A planted file, and the rule that must object to it. */
interface Case {
  readonly name: string;
  readonly file: string;
  readonly text: string | readonly string[];
  readonly rule: string | RegExp;
  /** Other files that the breach needs. */
  readonly beside?: Readonly<Record<string, string>>;
}

function plantAndCheck(
  check: Check,
  cases: readonly Case[],
): readonly Finding[] {
  const findings: Finding[] = [];
  beforeAll(async () => {
    const files: Record<string, string> = {};
    for (const { file, text, beside } of cases) {
      files[file] = typeof text === "string" ? text : `${text.join("\n")}\n`;
      Object.assign(files, beside);
    }
    await using house = await plantHouse(files);
    findings.push(...(await check(house.root)));
  }, 60_000);
  return findings;
}

function expectEachFound(
  cases: readonly Case[],
  findings: readonly Finding[],
): void {
  test.each(cases)("$name", ({ file, rule }) => {
    const rules = findings
      .filter((finding) => finding.file === file)
      .map((finding) => finding.rule);
    expect(rules).toContainEqual(
      typeof rule === "string" ? rule : expect.stringMatching(rule),
    );
  });
}

const imports = (target: string) => [
  `import * as other from "${target}";`,
  "",
  "export const seen = other;",
];
const importsType = (target: string, name: string) => [
  `import type { ${name} } from "${target}";`,
  "",
  `export type Seen = ${name};`,
];

describe("a planted breach of the rings is found", () => {
  const cases: readonly Case[] = [
    {
      name: "node in shared",
      file: "src/shared/disk.ts",
      text: imports("node:fs"),
      rule: "renderer-has-no-node",
    },
    {
      name: "the backend in shared, as a type only",
      file: "src/shared/port.ts",
      text: importsType("#main/ports/port.ts", "Port"),
      rule: "shared-imports-zod-only",
    },
    {
      name: "a server library in the contract",
      file: "src/shared/rpc/served.ts",
      text: imports("@orpc/server"),
      rule: "shared-rpc-imports-contract-only",
    },
    {
      name: "a port in domain",
      file: "src/main/domain/port.ts",
      text: importsType("../ports/port.ts", "Port"),
      rule: "domain-is-pure",
    },
    {
      name: "I/O in domain",
      file: "src/main/domain/disk.ts",
      text: imports("node:fs"),
      rule: "domain-is-pure",
    },
    {
      name: "domain in a dialect",
      file: "src/main/dialects/one/decided.ts",
      text: imports("../../domain/decide.ts"),
      rule: "dialects-are-pure",
    },
    {
      name: "a sibling dialect",
      file: "src/main/dialects/two/encode.ts",
      text: imports("../one/encode.ts"),
      rule: "dialects-know-no-sibling",
    },
    {
      name: "a service in a port",
      file: "src/main/ports/served.ts",
      text: importsType("../services/serve.ts", "serve"),
      rule: "ports-know-shared-and-domain",
    },
    {
      name: "a value in a port",
      file: "src/main/ports/decided.ts",
      text: imports("../domain/decide.ts"),
      rule: "ports-hold-no-values",
    },
    {
      name: "an adapter in a service",
      file: "src/main/services/file.ts",
      text: imports("#main/adapters/file/file.ts"),
      rule: "services-see-ports-only",
    },
    {
      name: "a dialect in a service",
      file: "src/main/services/encode.ts",
      text: imports("../dialects/one/encode.ts"),
      rule: "services-see-ports-only",
    },
    {
      name: "undici in a service",
      file: "src/main/services/fetch.ts",
      text: imports("undici"),
      rule: "services-see-ports-only",
    },
    {
      name: "electron in a service",
      file: "src/main/services/window.ts",
      text: imports("electron"),
      rule: "electron-at-the-edge",
    },
    {
      name: "a service in an adapter",
      file: "src/main/adapters/file/served.ts",
      text: imports("../../services/serve.ts"),
      rule: "adapters-serve-ports",
    },
    {
      name: "a sibling adapter",
      file: "src/main/adapters/file/net.ts",
      text: imports("../net/net.ts"),
      rule: "adapters-know-no-sibling",
    },
    {
      name: "an adapter in a host",
      file: "src/main/hosts/web/file.ts",
      text: imports("../../adapters/file/file.ts"),
      rule: "hosts-drive-services",
    },
    {
      name: "domain in a host",
      file: "src/main/hosts/web/decided.ts",
      text: imports("../../domain/decide.ts"),
      rule: "hosts-drive-services",
    },
    {
      name: "electron in a host other than the desktop",
      file: "src/main/hosts/web/window.ts",
      text: imports("electron"),
      rule: "electron-at-the-edge",
    },
    {
      name: "the composition in a host",
      file: "src/main/hosts/web/composed.ts",
      text: imports("../../compose.ts"),
      rule: "compose-for-entries-only",
    },
    {
      name: "an entry that is imported",
      file: "src/main/hosts/web/started.ts",
      text: imports("../../cli.ts"),
      rule: "nobody-imports-an-entry",
    },
    {
      name: "a build-time library in the backend",
      file: "src/main/adapters/file/bundled.ts",
      text: imports("marked"),
      rule: "product-ships-its-dependencies",
    },
    {
      name: "the backend in the window",
      file: "src/renderer/stores/decided.ts",
      text: imports("#main/domain/decide.ts"),
      rule: "renderer-stays-in-the-window",
    },
    {
      name: "node in the window",
      file: "src/renderer/stores/disk.ts",
      text: imports("node:fs"),
      rule: "renderer-has-no-node",
    },
    {
      name: "a sibling screen",
      file: "src/renderer/screens/two/view.tsx",
      text: imports("../one/view.tsx"),
      rule: "screens-know-no-sibling",
    },
    {
      name: "a screen in a component",
      file: "src/renderer/components/view.tsx",
      text: imports("../screens/one/view.tsx"),
      rule: "screens-are-reached-from-the-shell",
    },
    {
      name: "a store in a component",
      file: "src/renderer/components/row.tsx",
      text: imports("../stores/disk.ts"),
      rule: "components-take-props",
    },
    {
      name: "a store in a worker",
      file: "src/renderer/workers/work.ts",
      text: imports("../stores/disk.ts"),
      rule: "workers-are-pure",
    },
    {
      name: "the transport outside its file",
      file: "src/renderer/stores/calls.ts",
      text: imports("@orpc/client"),
      rule: "one-file-knows-the-transport",
    },
    {
      name: "the backend in the preload script",
      file: "src/preload/decided.ts",
      text: imports("#main/domain/decide.ts"),
      rule: "preload-hands-over-a-port",
    },
    {
      name: "a cycle",
      file: "src/main/domain/egg.ts",
      text: imports("./hen.ts"),
      beside: { "src/main/domain/hen.ts": 'export * from "./egg.ts";\n' },
      rule: "no-cycles",
    },
    {
      name: "an import of nothing",
      file: "src/main/domain/lost.ts",
      text: imports("#main/domain/nowhere.ts"),
      rule: "everything-resolves",
    },
    {
      name: "a test in the product",
      file: "src/main/domain/tested.ts",
      text: imports("#tests/shared/word.test.ts"),
      rule: "product-knows-no-tests",
    },
  ];
  expectEachFound(cases, plantAndCheck(checkDependencyRules, cases));

  test("every rule has its planted breach", () => {
    const proven = new Set(cases.map(({ rule }) => rule));
    const { forbidden } = createRequire(import.meta.url)(
      "../../.dependency-cruiser.cjs",
    ) as { forbidden: readonly { name: string }[] };
    const names = forbidden.map(({ name }) => name);
    expect(names.filter((name) => !proven.has(name))).toEqual([]);
  });
});

describe("a planted type error of the wrong world is found", () => {
  const cases: readonly Case[] = [
    {
      name: "window in the backend",
      file: "src/main/domain/page.ts",
      text: "export const title = window.document.title;\n",
      rule: /TS2304|TS2552|TS2584/,
    },
    {
      name: "process in shared",
      file: "src/shared/environment.ts",
      text: "export const home = process.env;\n",
      rule: /TS2580|TS2591|TS2304/,
    },
    {
      name: "document in shared",
      file: "src/shared/page.ts",
      text: "export const title = document.title;\n",
      rule: /TS2584|TS2304/,
    },
    {
      name: "process in the window",
      file: "src/renderer/stores/environment.ts",
      text: "export const home = process.env;\n",
      rule: /TS2580|TS2591|TS2304/,
    },
    {
      name: "the backend's files in the window",
      file: "src/renderer/stores/decided.ts",
      text: imports("#main/domain/decide.ts"),
      rule: "TS6307",
    },
    {
      name: "process in the preload script",
      file: "src/preload/environment.ts",
      text: "export const home = process.env;\n",
      rule: /TS2580|TS2591|TS2304/,
    },
    {
      name: "an unchecked index",
      file: "src/main/domain/first.ts",
      text: "export const first = (list: string[]): string => list[0];\n",
      rule: "TS2322",
    },
    {
      name: "an undefined optional property",
      file: "src/main/domain/optional.ts",
      text: "export const options: { name?: string } = { name: undefined };\n",
      rule: "TS2375",
    },
    {
      name: "an enum",
      file: "src/main/domain/kind.ts",
      text: 'export enum Kind {\n  One = "one",\n}\n',
      rule: "TS1294",
    },
    {
      name: "a wrong type in the tools",
      file: "scripts/wrong.ts",
      text: 'export const count: number = "one";\n',
      rule: "TS2322",
    },
    {
      name: "a wrong type in the tests",
      file: "tests/shared/wrong.test.ts",
      text: 'export const count: number = "one";\n',
      rule: "TS2322",
    },
  ];
  expectEachFound(cases, plantAndCheck(checkTypes, cases));
});

describe("a planted lint error is found", () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, index) => `  count += ${index};`);
  const grow = (count: number) => [
    "export function grow(start: number): number {",
    "  let count = start;",
    ...lines(count),
    "  return count;",
    "}",
  ];
  const cases: readonly Case[] = [
    {
      name: "a floating promise",
      file: "src/main/services/floating.ts",
      text: [
        "async function later(): Promise<void> {}",
        "",
        "export function now(): void {",
        "  later();",
        "}",
      ],
      rule: /no-floating-promises/,
    },
    {
      name: "a switch that forgets a case",
      file: "src/main/domain/switch.ts",
      text: [
        'export function one(kind: "a" | "b"): number {',
        "  let count = 0;",
        "  switch (kind) {",
        '    case "a":',
        "      count = 1;",
        "  }",
        "  return count;",
        "}",
      ],
      rule: /switch-exhaustiveness-check/,
    },
    {
      name: "any",
      file: "src/renderer/stores/anything.ts",
      text: "export const anything: any = 1;\n",
      rule: /no-explicit-any/,
    },
    {
      name: "any in a test",
      file: "tests/shared/anything.test.ts",
      text: "export const anything: any = 1;\n",
      rule: /no-explicit-any/,
    },
    {
      name: "a file of 401 lines",
      file: "src/main/domain/long.ts",
      text: Array.from(
        { length: 401 },
        (_, index) => `export const row${index} = ${index};`,
      ),
      rule: /max-lines\)/,
    },
    {
      name: "a function of 63 lines",
      file: "src/main/domain/tall.ts",
      text: grow(60),
      rule: /max-lines-per-function/,
    },
    {
      name: "four levels of depth",
      file: "src/main/domain/deep.ts",
      text: [
        "export function deep(a: boolean): number {",
        "  if (a) {",
        "    for (;;) {",
        "      while (a) {",
        "        if (a) return 1;",
        "      }",
        "    }",
        "  }",
        "  return 0;",
        "}",
      ],
      rule: /max-depth/,
    },
    {
      name: "four parameters",
      file: "src/main/domain/wide.ts",
      text: "export const wide = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];\n",
      rule: /max-params/,
    },
    {
      name: "a file name in another case",
      file: "src/renderer/components/someRow.tsx",
      text: "export const someRow = 1;\n",
      rule: /filename-case/,
    },
    {
      name: "a default export",
      file: "src/main/domain/default.ts",
      text: "export default 1;\n",
      rule: /no-default-export/,
    },
    {
      name: "a thrown string",
      file: "src/main/domain/thrown.ts",
      text: 'export function fail(): never {\n  throw "no";\n}\n',
      rule: /only-throw-error/,
    },
  ];
  expectEachFound(cases, plantAndCheck(checkLint, cases));
});

describe("a planted piece of dead code is found", () => {
  const cases: readonly Case[] = [
    {
      name: "an export that nothing imports",
      file: "src/main/domain/decide.ts",
      text: [
        "export const unused = 1;",
        "",
        "export function decide(): boolean {",
        "  return true;",
        "}",
      ],
      rule: "exports",
    },
    {
      name: "a file that nothing imports",
      file: "src/renderer/stores/forgotten.ts",
      text: "export const forgotten = 1;\n",
      rule: "files",
    },
    {
      name: "a test helper that no test imports",
      file: "tests/support/forgotten.ts",
      text: "export const forgotten = 1;\n",
      rule: "files",
    },
    {
      name: "a tool that nothing imports",
      file: "scripts/check/forgotten.ts",
      text: "export const forgotten = 1;\n",
      rule: "files",
    },
    {
      name: "a library that package.json does not name",
      file: "src/main/adapters/net/net.ts",
      text: [
        'import { thing } from "not-in-the-list";',
        'import type { Port } from "../../ports/port.ts";',
        "",
        "export function createNet(): Port {",
        "  return { name: thing };",
        "}",
      ],
      rule: "unlisted",
    },
  ];
  const findings = plantAndCheck(checkDeadCode, cases);
  expectEachFound(cases, findings);

  test("a dependency that nothing imports", () => {
    // Nothing in the planted house uses what the real package.json lists.
    const unused = findings
      .filter((finding) => finding.rule === "dependencies")
      .map((finding) => finding.message);
    expect(unused).toEqual(expect.arrayContaining(["undici", "zustand"]));
  });
});

describe("a planted untidy file is found", () => {
  const cases: readonly Case[] = [
    "src/main/domain/untidy.ts",
    "src/renderer/components/untidy.tsx",
    "src/shared/untidy.ts",
    "scripts/untidy.ts",
    "tests/shared/untidy.test.ts",
  ].map((file) => ({
    name: file,
    file,
    text: "export const untidy   = 'yes'\n",
    rule: "prettier",
  }));
  expectEachFound(cases, plantAndCheck(checkFormatting, cases));
});

describe("a check that cannot pass by reading nothing", () => {
  test("a clean house passes every check", async () => {
    await using house = await plantHouse({});
    const { root } = house;
    const deadCode = await checkDeadCode(root);
    expect({
      formatting: await checkFormatting(root),
      types: await checkTypes(root),
      lint: await checkLint(root),
      dependencyRules: await checkDependencyRules(root),
      deadCode: deadCode.filter(({ file }) => file !== "package.json"),
    }).toEqual({
      formatting: [],
      types: [],
      lint: [],
      dependencyRules: [],
      deadCode: [],
    });
  }, 60_000);

  test("an ignore pattern that hides the source fails lint", async () => {
    await using house = await plantHouse({
      ".oxlintrc.json": '{ "ignorePatterns": ["src"] }\n',
    });
    expect(await checkLint(house.root)).toEqual([
      {
        rule: "not-read",
        message: expect.stringMatching(/^It read \d+ files/),
      },
    ]);
  });

  test("a dependency checker that skips files or their imports fails", async () => {
    await using house = await plantHouse({
      ".dependency-cruiser.cjs":
        'module.exports = { options: { exclude: { path: "^src/main" } } };\n',
    });
    const findings = await checkDependencyRules(house.root);
    expect(findings.map(({ rule }) => rule)).toContain("not-read");
  });

  test("a configuration that its tool cannot read fails", async () => {
    await using house = await plantHouse({});
    const broken = [
      [".dependency-cruiser.cjs", checkDependencyRules],
      [".oxlintrc.json", checkLint],
      ["knip.json", checkDeadCode],
      [".prettierrc", checkFormatting],
    ] as const;
    for (const [file, check] of broken) {
      await writeFile(join(house.root, file), "{ broken\n");
      const rules = (await check(house.root)).map(({ rule }) => rule);
      expect({ file, rules }).toEqual({
        file,
        rules: expect.arrayContaining(["tool-failed"]),
      });
    }
  }, 60_000);

  test("a tool that is not installed fails", async () => {
    await using house = await plantHouse({});
    await rm(join(house.root, "node_modules"));
    await expect(checkTypes(house.root)).rejects.toThrow(/ENOENT/);
  });
});

test("a file that no project of its suite took in is missed, and no other suite's", async () => {
  await using house = await plantHouse({
    "tests/main/seen.test.ts": "",
    "tests/renderer/missed.test.tsx": "",
    "tests/support/helper.ts": "",
    "tests/e2e/page.test.ts": "",
    "tests/e2e/electron/window.test.ts": "",
  });
  const leftOut = (suite: Parameters<typeof filesLeftOut>[1]) =>
    filesLeftOut(
      house.root,
      suite,
      ["tests/main/seen.test.ts", "tests/shared/word.test.ts"].map((path) =>
        join(house.root, path),
      ),
    );
  expect(leftOut("unit")).toEqual(["tests/renderer/missed.test.tsx"]);
  expect(leftOut("e2e")).toEqual(["tests/e2e/page.test.ts"]);
  expect(leftOut("electron")).toEqual(["tests/e2e/electron/window.test.ts"]);
});
