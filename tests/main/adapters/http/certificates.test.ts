import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemTrust } from "#main/adapters/http/certificates.ts";
import { createHttpChatProvider } from "#main/adapters/http/provider.ts";
import type { InstanceId } from "#shared/models/ids.ts";

const read = (file: string) =>
  readFileSync(
    `${import.meta.dirname}/../../../support/upstream/tls/${file}`,
    "utf8",
  );
const cert = read("certificate.pem");
const server = createServer(
  { cert, key: read("key.pem") },
  (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"data":[{"id":"a"}]}');
  },
);

beforeAll(
  () => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)),
);
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function list(trust?: () => SecureContext) {
  const { port } = server.address() as AddressInfo;
  const provider = createHttpChatProvider({
    instance: "x" as InstanceId,
    kind: "openai",
    baseUrl: `https://localhost:${port}/v1`,
    apiKey: () => undefined,
    clock: { now: () => 0 },
    trust,
  });
  try {
    return await provider.listModels(new AbortController().signal);
  } finally {
    await provider.dispose();
  }
}

it("refuses a certificate that nobody vouches for, and says so", async () => {
  await expect(list()).rejects.toMatchObject({
    code: "upstream-unreachable",
    retryable: false,
    message: expect.stringContaining("certificate is not trusted"),
  });
});

it("trusts what the system is given", async () => {
  const models = await list(() => createSecureContext({ ca: [cert] }));
  expect(models.map(({ id }) => id)).toEqual(["a"]);
});

it("reads the system's certificates once", () => {
  expect(systemTrust()).toBe(systemTrust());
});
