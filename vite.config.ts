import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type InlineConfig } from "vite";

export interface BuildTargets {
  /** Where `main`, `preload` and `renderer` go. */
  readonly outDir: string;
  /** Engines that the page must run in, in Vite's notation. */
  readonly browsers: readonly string[];
  /** Oldest Node that runs the Electron entry; everything else runs on Node 24. */
  readonly entryNode: string;
}

const root = import.meta.dirname;

export const productTargets: BuildTargets = {
  outDir: join(root, "out"),
  browsers: ["chrome120", "firefox128", "safari17.4"],
  entryNode: "node24",
};

/** Native modules and what loads files of its own stay in node_modules. */
const external = [
  "@napi-rs/keyring",
  "@node-rs/argon2",
  "better-sqlite3",
  "node-llama-cpp",
];

export function rendererConfig(targets: BuildTargets): InlineConfig {
  return {
    configFile: false,
    root: join(root, "src/renderer"),
    base: "./",
    publicDir: join(root, "resources/public"),
    plugins: [react()],
    css: { transformer: "lightningcss" },
    worker: { format: "es" },
    build: {
      outDir: join(targets.outDir, "renderer"),
      emptyOutDir: true,
      target: [...targets.browsers],
      cssMinify: "lightningcss",
      // The page's policy forbids data: fonts and scripts, so nothing is inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
    },
  };
}

/** One CommonJS file: a sandboxed preload script cannot import. */
export function preloadConfig(targets: BuildTargets): InlineConfig {
  return nodeConfig({
    targets,
    directory: "preload",
    entries: { preload: "src/preload/preload.ts" },
    format: "cjs",
    external: ["electron"],
  });
}

/** The thin Electron entry. It reaches the backend by a dynamic import that is left as it is. */
export function entryConfig(targets: BuildTargets): InlineConfig {
  return nodeConfig({
    targets,
    directory: "main",
    entries: { main: "src/main/main.ts" },
    format: "cjs",
    external: ["electron"],
    left: {
      "./compose.ts": "./backend.mjs",
      "./desktop-owner.ts": "./desktop-owner.mjs",
      "./cli/restore-data.ts": "./restore-data.mjs",
    },
  });
}

export function backendConfig(targets: BuildTargets): InlineConfig {
  return nodeConfig({
    targets: { ...targets, entryNode: "node24" },
    directory: "main",
    entries: {
      backend: "src/main/compose.ts",
      "desktop-owner": "src/main/desktop-owner.ts",
      "restore-data": "src/main/cli/restore-data.ts",
      cli: "src/main/cli.ts",
      "doctor-probe": "src/main/cli/doctor/probe.ts",
      "local-worker": "src/main/adapters/local/worker/main.ts",
      "keyring-worker": "src/main/adapters/keyring/keyring-worker.ts",
    },
    format: "es",
    external,
  });
}

const threads = {
  "history-worker": "src/main/adapters/sqlite/history/history-worker.ts",
  "commit-worker": "src/main/adapters/sqlite/commits/commit-worker.ts",
  "call-worker": "src/main/adapters/http/thread/call-worker.ts",
};

/** Each one CommonJS file: a thread of Electron's finds no ES module within the app's archive. */
export function threadConfigs(targets: BuildTargets): readonly InlineConfig[] {
  return Object.entries(threads).map(([name, source]) =>
    nodeConfig({
      targets: { ...targets, entryNode: "node24" },
      directory: "main",
      entries: { [name]: source },
      format: "cjs",
      external,
    }),
  );
}

interface NodeBuild {
  readonly targets: BuildTargets;
  readonly directory: string;
  readonly entries: Readonly<Record<string, string>>;
  readonly format: "cjs" | "es";
  readonly external: readonly string[];
  /** Imports that are not followed, by the name that they get instead. */
  readonly left?: Readonly<Record<string, string>>;
}

function nodeConfig(build: NodeBuild): InlineConfig {
  const { targets, format, left = {} } = build;
  const extension = format === "cjs" ? "cjs" : "mjs";
  return {
    configFile: false,
    root,
    publicDir: false,
    plugins: [
      {
        name: "leave-imports",
        enforce: "pre",
        resolveId: (source: string) =>
          left[source] === undefined
            ? null
            : { id: left[source], external: true },
      },
    ],
    ssr: { noExternal: true, external: [...build.external], target: "node" },
    build: {
      ssr: true,
      outDir: join(targets.outDir, build.directory),
      emptyOutDir: false,
      target: targets.entryNode,
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: { ...build.entries },
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `chunks/[name]-[hash].${extension}`,
          ...(format === "cjs" && { codeSplitting: false }),
        },
      },
    },
  };
}

/** What the development server uses. */
export default defineConfig(rendererConfig(productTargets));
