import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#tests/support/llama-server.ts";
import type { Contestant } from "./contestant.ts";
import { serverOf } from "./processes.ts";

export type StartedPeer = Contestant & AsyncDisposable;
type StartPeer = (upstream: string) => Promise<StartedPeer>;

interface Peer {
  /** What must be there for it to run. */
  readonly needs: string;
  readonly start: (folder: string) => StartPeer;
}

/** Others that stand at the same place; `tests/bench/peers/install.sh` installs them. */
const peers: Readonly<Record<string, Peer>> = {
  portkey: {
    needs: "node_modules/@portkey-ai/gateway/build/start-server.js",
    start: portkey,
  },
  llms: { needs: "node_modules/@musistudio/llms/package.json", start: llms },
  litellm: { needs: "py/bin/litellm", start: liteLlm },
};

/** Those that are there; of the others, and of the folder, one line says that they are left out. */
export function findPeers(): readonly StartPeer[] {
  const folder = process.env["MODELDOCKER_BENCH_PEERS"];
  const nginxPath = ["/usr/sbin/nginx", "/usr/bin/nginx"].find(existsSync);
  const there = Object.entries(peers).filter(
    ([, { needs }]) => folder !== undefined && existsSync(join(folder, needs)),
  );
  const names = Object.keys(peers).filter(
    (name) => !there.some(([found]) => found === name),
  );
  if (nginxPath === undefined) names.push("nginx");
  if (names.length > 0)
    console.error(
      `Left out: ${names.join(", ")}. MODELDOCKER_BENCH_PEERS names the folder that peers are installed in.`,
    );
  return [
    ...(nginxPath === undefined ? [] : [nginx(nginxPath)]),
    ...there.map(([, { start }]) => start(folder ?? "")),
  ];
}

function nginx(path: string): StartPeer {
  return async (upstream) => {
    const { host } = new URL(upstream);
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), "bench-nginx-"));
    const config = join(folder, "nginx.conf");
    await writeFile(
      config,
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};
  fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  keepalive_requests 1000000;
  upstream up { server ${host}; keepalive 128; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://up; proxy_http_version 1.1; proxy_buffering off;
      proxy_set_header Connection "";
    }
  }
}
`,
    );
    return started({
      name: "nginx",
      command: [path, "-c", config],
      port,
      cleanUp: () => rm(folder, { recursive: true, force: true }),
    });
  };
}

function portkey(folder: string): StartPeer {
  return async (upstream) => {
    const port = await freePort();
    const entry = join(folder, peers["portkey"]?.needs ?? "");
    return started({
      name: "Portkey",
      command: [process.execPath, entry, `--port=${port}`, "--headless"],
      port,
      headers: {
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": `${upstream}/v1`,
        authorization: "Bearer bench",
      },
    });
  };
}

/** A library: the few lines that its README starts it with. */
function llms(folder: string): StartPeer {
  return async (upstream) => {
    const port = await freePort();
    const provider = {
      name: "bench",
      api_base_url: `${upstream}/v1/chat/completions`,
      api_key: "bench",
      models: ["bench"],
    };
    const program = `
      const { default: Server } = require("@musistudio/llms");
      new Server({ initialConfig: ${JSON.stringify({
        providers: [provider],
        HOST: "127.0.0.1",
        PORT: String(port),
        LOG: false,
      })}, logger: false }).start();`;
    return started({
      name: "llms",
      command: [process.execPath, "-e", program],
      port,
      cwd: folder,
      model: "bench,bench",
    });
  };
}

/** It does not start without one. */
const liteLlmKey = "sk-bench-3f9a0c7e5b1d48264a6c8e0f";

function liteLlm(folder: string): StartPeer {
  return async (upstream) => {
    const port = await freePort();
    const own = await mkdtemp(join(tmpdir(), "bench-litellm-"));
    const config = join(own, "config.yaml");
    await writeFile(
      config,
      `model_list:
  - model_name: bench
    litellm_params:
      model: openai/bench
      api_base: ${upstream}/v1
      api_key: bench
general_settings:
  master_key: ${liteLlmKey}
`,
    );
    return started({
      name: "LiteLLM",
      command: [
        join(folder, "py/bin/litellm"),
        ...["--config", config, "--host", "127.0.0.1", "--port", String(port)],
      ],
      port,
      headers: { authorization: `Bearer ${liteLlmKey}` },
      cleanUp: () => rm(own, { recursive: true, force: true }),
    });
  };
}

interface PeerProcess {
  readonly name: string;
  readonly command: readonly string[];
  readonly port: number;
  readonly cwd?: string;
  readonly model?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cleanUp?: () => Promise<void>;
}

async function started(peer: PeerProcess): Promise<StartedPeer> {
  const { name, port, cwd, model = "bench", headers = {} } = peer;
  const [command = "", ...args] = peer.command;
  const child = spawn(command, args, {
    stdio: "ignore",
    ...(cwd === undefined ? {} : { cwd }),
  });
  const url = `http://127.0.0.1:${port}`;
  const server = serverOf(child, url);
  for (let tries = 0; tries < 240; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended at once.`);
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(250);
  }
  return {
    name,
    server,
    path: "/v1/chat/completions",
    headers,
    model,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await peer.cleanUp?.();
    },
  };
}
