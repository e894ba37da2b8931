// The ring table of ARCHITECTURE.md as rules: inner rings never name outer ones.
//
// A rule that allows a few targets forbids every path outside its `pathNot` list.

const electronPackage = "^electron$|(^|/)node_modules/electron/";
const within = (...rings) => `^src/(${rings.join("|")})/`;
const packages = (...names) =>
  `(^|/)node_modules/(@types/)?(${names.join("|")})/`;

const rings = [
  {
    name: "shared-imports-zod-only",
    comment: "What both processes use knows neither of them.",
    from: {
      path: "^src/shared/(?!rpc/)",
    },
    to: {
      pathNot: ["^src/shared/(?!rpc/)", packages("zod")],
    },
  },
  {
    name: "shared-rpc-imports-contract-only",
    comment: "The contract is built from schemas and the contract library.",
    from: {
      path: "^src/shared/rpc/",
    },
    to: {
      pathNot: ["^src/shared/", packages("zod", "@orpc/contract")],
    },
  },
  {
    name: "domain-is-pure",
    comment: "Decisions are pure: no dialect, no port, no I/O.",
    from: {
      path: "^src/main/domain/",
    },
    to: {
      pathNot: [within("shared", "main/domain"), packages("zod")],
    },
  },
  {
    name: "dialects-are-pure",
    comment:
      "A dialect turns bytes of JSON into events and back, nothing else.",
    from: {
      path: "^src/main/dialects/",
    },
    to: {
      pathNot: [within("shared", "main/dialects"), packages("zod")],
    },
  },
  {
    name: "dialects-know-no-sibling",
    comment: "Dialects meet in the neutral shapes of shared.",
    from: {
      path: "^src/main/dialects/([^/]+)/",
    },
    to: {
      path: "^src/main/dialects/[^/]+/",
      pathNot: "^src/main/dialects/$1/",
    },
  },
  {
    name: "ports-know-shared-and-domain",
    comment: "A port is an interface in the words of the inside.",
    from: {
      path: "^src/main/ports/",
    },
    to: {
      pathNot: within("shared", "main/domain", "main/ports"),
    },
  },
  {
    name: "ports-hold-no-values",
    comment: "Ports are types.",
    from: {
      path: "^src/main/ports/",
    },
    to: {
      path: ".",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "services-see-ports-only",
    comment:
      "Use cases reach the world through ports: no dialect, adapter, host, node or library.",
    from: {
      path: "^src/main/services/",
    },
    to: {
      pathNot: [
        within("shared", "main/domain", "main/ports", "main/services"),
        packages("zod"),
      ],
    },
  },
  {
    name: "adapters-serve-ports",
    comment: "An adapter makes a port real and knows no service and no host.",
    from: {
      path: "^src/main/adapters/",
    },
    to: {
      path: "^src/(?!shared/)",
      pathNot: within(
        "main/domain",
        "main/ports",
        "main/dialects",
        "main/adapters",
      ),
    },
  },
  {
    name: "adapters-know-no-sibling",
    comment: "Adapters are exchanged one by one.",
    from: {
      path: "^src/main/adapters/([^/]+)/",
    },
    to: {
      path: "^src/main/adapters/",
      pathNot: "^src/main/adapters/$1/",
    },
  },
  {
    name: "hosts-drive-services",
    comment:
      "A host passes the outside world to services; it decides nothing and owns no adapter.",
    from: {
      path: "^src/main/hosts/",
    },
    to: {
      path: "^src/(?!shared/)",
      pathNot: within(
        "main/ports",
        "main/services",
        "main/dialects",
        "main/hosts",
      ),
    },
  },
  {
    name: "compose-for-entries-only",
    comment:
      "Only the two entries wire the program; others may know its types.",
    from: {
      path: "^(src|scripts)/",
      pathNot: "^src/main/((main|cli|compose)\\.ts$|compose/)",
    },
    to: {
      path: "^src/main/compose(\\.ts$|/)",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "nobody-imports-an-entry",
    comment: "An entry acts when it is loaded.",
    from: {
      path: "^(src|tests)/",
    },
    to: {
      path: "^src/main/(main|cli)\\.ts$",
    },
  },
];

const renderer = [
  {
    name: "renderer-stays-in-the-window",
    comment: "The window reaches the backend over the contract alone.",
    from: {
      path: "^src/renderer/",
    },
    to: {
      path: "^src/(?!shared/|renderer/)",
    },
  },
  {
    name: "renderer-has-no-node",
    comment: "There is no Node in the window.",
    from: {
      path: "^src/(renderer|shared|preload)/",
    },
    to: {
      dependencyTypes: ["core"],
    },
  },
  {
    name: "screens-know-no-sibling",
    comment: "What two screens share lives in components or stores.",
    from: {
      path: "^src/renderer/screens/([^/]+)/",
    },
    to: {
      path: "^src/renderer/screens/",
      pathNot: "^src/renderer/screens/$1/",
    },
  },
  {
    name: "screens-are-reached-from-the-shell",
    comment: "Parts know nothing of the screens that use them.",
    from: {
      path: "^src/renderer/(components|stores|rpc|workers)/",
    },
    to: {
      path: "^src/renderer/(screens/|app\\.tsx$)",
    },
  },
  {
    name: "components-take-props",
    comment: "Props in, callbacks out.",
    from: {
      path: "^src/renderer/components/",
    },
    to: {
      path: "^src/renderer/(stores|rpc)/",
    },
  },
  {
    name: "workers-are-pure",
    comment: "A worker has no page and no connection.",
    from: {
      path: "^src/renderer/workers/",
    },
    to: {
      path: "^src/renderer/(components|stores|rpc)/",
    },
  },
  {
    name: "one-file-knows-the-transport",
    comment: "Everything else in the window calls the client of rpc.",
    from: {
      path: "^src/renderer/(?!rpc/)",
    },
    to: {
      path: "(^|/)node_modules/@orpc/",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "preload-hands-over-a-port",
    comment: "The preload script knows neither side.",
    from: {
      path: "^src/preload/",
    },
    to: {
      path: "^src/(?!shared/|preload/)",
    },
  },
];

const everywhere = [
  {
    name: "electron-at-the-edge",
    comment: "Everything else runs under plain Node.",
    from: {
      path: "^src/",
      pathNot:
        "^src/(main/(main\\.ts$|hosts/desktop/|adapters/electron/)|preload/)",
    },
    to: {
      path: electronPackage,
    },
  },
  {
    name: "no-cycles",
    comment: "Two files that need each other are one idea or three.",
    from: {},
    to: {
      circular: true,
    },
  },
  {
    name: "everything-resolves",
    comment:
      "An import that nothing answers hides its edge from every other rule.",
    from: {},
    to: {
      couldNotResolve: true,
    },
  },
  {
    name: "product-ships-its-dependencies",
    comment: "What the backend loads at run time stands in `dependencies`.",
    from: {
      path: "^src/(main|shared)/",
    },
    to: {
      dependencyTypes: ["npm-dev"],
      dependencyTypesNot: ["type-only"],
      pathNot: electronPackage,
    },
  },
  {
    name: "product-knows-no-tests",
    comment: "Tests and tools look at the product, never the other way round.",
    from: {
      path: "^src/",
    },
    to: {
      path: "^(tests|scripts)/",
    },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [...rings, ...renderer, ...everywhere].map((rule) => ({
    ...rule,
    severity: "error",
  })),
  options: {
    doNotFollow: { path: "node_modules" },
    // Type-only imports are edges too; without this the rings would be blind to them.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".css"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
