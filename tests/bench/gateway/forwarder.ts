import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";

/**
 * The least that can be a gateway on Node: reads the body, sends it on with undici, pipes the reply back.
 * No key, no policy, no audit: what ours is measured against.
 */

const upstream = process.argv[2] ?? "";
const agent = new Agent({ connections: 256, allowH2: false });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    agent
      .request({
        origin: upstream,
        path: request.url ?? "/",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: Buffer.concat(chunks),
      })
      .then(({ statusCode, headers, body }) => {
        response.writeHead(statusCode, {
          "content-type": String(headers["content-type"]),
        });
        body.pipe(response);
      })
      .catch(() => response.destroy());
  });
}).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
process.stdout.write(
  `${JSON.stringify({ event: "ready", url: `http://127.0.0.1:${port}` })}\n`,
);
