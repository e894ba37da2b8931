import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  createServer,
  mergeConfig,
  type Plugin,
  type ProxyOptions,
} from "vite";
import {
  rpcPath,
  rpcProtocol,
  sessionPath,
  tokenProtocolPrefix,
} from "../src/shared/rpc/handshake.ts";
import { productTargets, rendererConfig } from "../vite.config.ts";
import { openAddress } from "./lib/open-address.ts";
import { ended, startChild } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");

/** The page with hot reload, and the backend from its sources, which starts again when they change. */
async function develop(): Promise<number> {
  // The processes for models and keyring run as they were built.
  const build = [process.execPath, join(root, "scripts/build.ts")] as const;
  const built = await ended(
    startChild([...build, "--if-stale"], { stdio: "inherit" }),
  );
  if (built !== 0) return built;

  const port = await freePort();
  const backend = startChild(
    [
      process.execPath,
      "--watch",
      "--watch-preserve-output",
      join(root, "src/main/cli.ts"),
      "serve",
      `--web-port=${port}`,
      ...process.argv.slice(2),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let token = "";
  const server = await createServer(
    mergeConfig(rendererConfig(productTargets), {
      plugins: [patientSession],
      server: { proxy: proxyTo(port, () => token) },
    }),
  );
  await server.listen();
  const address = server.resolvedUrls?.local[0] ?? "";
  let isFirst = true;
  if (backend.stdout) {
    createInterface({ input: backend.stdout }).on("line", (line) => {
      token = tokenOf(line) ?? token;
      if (!isFirst || token === "") return;
      isFirst = false;
      // The real token is put in on the way, so that the page outlives restarts.
      const page = `${address}#token=development`;
      if (!openAddress(page, process.env)) console.log(`Open ${page}`);
    });
  }
  const code = await ended(backend);
  await server.close();
  return code;
}

function tokenOf(line: string): string | undefined {
  return line.startsWith("{") ? /#token=([\w-]+)/.exec(line)?.[1] : undefined;
}

/** While the backend starts again its new token is not known yet, and the page must not give up. */
const patientSession: Plugin = {
  name: "patient-session",
  configureServer(server) {
    server.middlewares.use(sessionPath, (_request, response) => {
      response.statusCode = 204;
      response.end();
    });
  },
};

/** To the backend as if the page were its own. */
function proxyTo(
  port: number,
  token: () => string,
): Record<string, ProxyOptions> {
  const target = `http://127.0.0.1:${port}`;
  const configure: ProxyOptions["configure"] = (proxy) => {
    proxy.on("proxyReqWs", (request) => {
      request.setHeader("origin", target);
      request.setHeader(
        "sec-websocket-protocol",
        `${rpcProtocol}, ${tokenProtocolPrefix}${token()}`,
      );
    });
  };
  return {
    // The whole path: a plain name would catch the sources below it too.
    [`^${rpcPath}$`]: { target, changeOrigin: true, configure, ws: true },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createTcpServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

process.exitCode = await develop();
