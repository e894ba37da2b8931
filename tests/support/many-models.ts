import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How many models a large router lists. */
export const manyModels = 346;

const vendors = ["amber", "birch", "cedar", "dune", "ember", "fjord", "grove"];
const families = ["Swift", "Deep Thinker", "Vision", "Coder", "Mini"];

function model(index: number): unknown {
  const vendor = vendors[index % vendors.length] ?? "";
  const family = families[index % families.length] ?? "";
  const free = index % 9 === 0;
  const sees = index % 3 === 0;
  const price = (base: number) =>
    free ? "0" : (base * (index + 1)).toFixed(9);
  return {
    id: `${vendor}/${family.toLowerCase().replace(" ", "-")}-${index}`,
    name: `${vendor} ${family} ${index}`,
    created: 1_700_000_000 + index * 86_400,
    description: `The ${family} model number ${index}.`,
    context_length: 8_192 * (1 + (index % 40)),
    architecture: {
      modality: sees ? "text+image->text" : "text->text",
      input_modalities: sees ? ["text", "image"] : ["text"],
      output_modalities: ["text"],
      tokenizer: "Other",
      instruct_type: null,
    },
    pricing: { prompt: price(1e-8), completion: price(3e-8) },
    top_provider: {
      context_length: 8_192,
      max_completion_tokens: 4_096,
      is_moderated: false,
    },
    per_request_limits: null,
    supported_parameters:
      index % 2 === 0 ? ["temperature", "tools"] : ["temperature"],
    expiration_date: null,
  };
}

/** An upstream that lists 346 made-up models, and the config that names it `many`. */
export async function manyModelsInstance(): Promise<
  AsyncDisposable & { baseUrl: string; config: unknown }
> {
  const list = JSON.stringify({
    data: Array.from({ length: manyModels }, (_, index) => model(index)),
  });
  const server = createServer((request, response) => {
    const known = request.url?.endsWith("/models") === true;
    response.writeHead(known ? 200 : 404, {
      "content-type": "application/json",
    });
    response.end(known ? list : '{"error":{"message":"Not found"}}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/api/v1`;
  return {
    baseUrl,
    config: {
      instances: [
        // Declared as cloud, so that prices are shown as they would be.
        { id: "many", kind: "openrouter", name: "Many", cloud: true, baseUrl },
      ],
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
