import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The house's own configuration: what is proven here is these files, not copies of them. */
const configuration = [
  "package.json",
  "tsconfig.json",
  ".oxlintrc.json",
  ".dependency-cruiser.cjs",
  ".prettierrc",
  ".prettierignore",
  ".gitignore",
  "knip.json",
  "src/shared/tsconfig.json",
  "src/main/tsconfig.json",
  "src/preload/tsconfig.json",
  "src/renderer/tsconfig.json",
  "scripts/tsconfig.json",
  "tests/tsconfig.json",
];

const empty = "export {};\n";

/** One small file in each room, so that every ring has something to name. Clean by themselves. */
const rooms: Readonly<Record<string, string>> = {
  "src/shared/word.ts": 'export const word = "word";\n',
  "src/shared/rpc/area.ts":
    'import { word } from "../word.ts";\n\nexport const area = { word };\n',
  "src/main/main.ts": 'import { compose } from "./compose.ts";\n\ncompose();\n',
  "src/main/cli.ts": 'import { compose } from "./compose.ts";\n\ncompose();\n',
  "src/main/compose.ts": [
    'import { area } from "#shared/rpc/area.ts";',
    'import { decide } from "./domain/decide.ts";',
    'import { encode } from "./dialects/one/encode.ts";',
    'import type { Port } from "./ports/port.ts";',
    'import { serve } from "./services/serve.ts";',
    'import { createFile } from "./adapters/file/file.ts";',
    'import { createNet } from "./adapters/net/net.ts";',
    'import { host } from "./hosts/web/host.ts";',
    "",
    "export function compose(): void {",
    "  const ports: readonly Port[] = [createFile(), createNet()];",
    "  host(serve(ports), [area, decide(), encode()]);",
    "}",
    "",
  ].join("\n"),
  "src/main/domain/decide.ts":
    "export function decide(): boolean {\n  return true;\n}\n",
  "src/main/dialects/one/encode.ts":
    'export function encode(): string {\n  return "one";\n}\n',
  "src/main/ports/port.ts":
    "export interface Port {\n  readonly name: string;\n}\n",
  "src/main/services/serve.ts": [
    'import type { Port } from "../ports/port.ts";',
    "",
    "export function serve(ports: readonly Port[]): number {",
    "  return ports.length;",
    "}",
    "",
  ].join("\n"),
  "src/main/adapters/file/file.ts": [
    'import type { Port } from "../../ports/port.ts";',
    "",
    "export function createFile(): Port {",
    '  return { name: "file" };',
    "}",
    "",
  ].join("\n"),
  "src/main/adapters/net/net.ts": [
    'import type { Port } from "../../ports/port.ts";',
    "",
    "export function createNet(): Port {",
    '  return { name: "net" };',
    "}",
    "",
  ].join("\n"),
  "src/main/hosts/web/host.ts": [
    "export function host(count: number, facts: readonly unknown[]): number {",
    "  return count + facts.length;",
    "}",
    "",
  ].join("\n"),
  "src/preload/preload.ts": empty,
  "src/renderer/main.tsx":
    'import { view } from "./screens/one/view.tsx";\n\nview();\n',
  "src/renderer/screens/one/view.tsx":
    "export function view(): number {\n  return 1;\n}\n",
  "scripts/tool.ts": empty,
  "tests/shared/word.test.ts": empty,
};

/** A small house of its own in a temporary folder, with the real configuration and `files` planted. */
export async function plantHouse(
  files: Readonly<Record<string, string>>,
): Promise<{ root: string; [Symbol.asyncDispose](): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "modeldocker-planted-"));
  for (const path of configuration)
    await cp(join(repository, path), join(root, path));
  await symlink(
    join(repository, "node_modules"),
    join(root, "node_modules"),
    "junction",
  );
  for (const [path, text] of Object.entries({ ...rooms, ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return {
    root,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
