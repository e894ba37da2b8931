import { request, type Dispatcher } from "undici";
import { AppError } from "#shared/errors/app-error.ts";
import type { TryResult, TryRoute } from "#shared/gateway/gateway-state.ts";
import { objectOf, parseJson, stringOf } from "#main/dialects/json.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { GatewayTest, GatewayTester } from "#main/ports/gateway-tester.ts";
import { SseParser } from "./sse-parser.ts";
import { snippetRequest, textOf } from "./snippet-requests.ts";

type Reply = Dispatcher.ResponseData;

const longestMs = 120_000;
const mostCharacters = 2_000;

export function createGatewayTester(
  clock: Pick<Clock, "monotonic">,
): GatewayTester {
  return {
    async run(test, signal) {
      const limit = AbortSignal.timeout(longestMs);
      const began = clock.monotonic();
      const elapsed = () => clock.monotonic() - began;
      try {
        const either = AbortSignal.any([signal, limit]);
        const reply = await send(test, either);
        const told = await read(reply, test.route, elapsed);
        return { ...told, ...facts(reply), durationMs: elapsed() };
      } catch (cause) {
        throw failure(cause, { isAborted: signal.aborted, limit });
      }
    },
  };
}

function send(test: GatewayTest, signal: AbortSignal): Promise<Reply> {
  const { path, headers, body } = snippetRequest(test);
  return request(test.address + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal,
    headersTimeout: longestMs,
    bodyTimeout: longestMs,
  });
}

type Told = Pick<TryResult, "text" | "firstTextMs" | "error">;

async function read(
  { statusCode, body }: Reply,
  route: TryRoute,
  elapsed: () => number,
): Promise<Told> {
  if (statusCode >= 400)
    return {
      text: "",
      error: errorOf(parseJson(await body.text()), statusCode),
    };
  const parser = new SseParser();
  let told: Told = { text: "" };
  for await (const bytes of body as AsyncIterable<Uint8Array>)
    for (const item of parser.push(bytes)) {
      if (item.type !== "event") continue;
      const json = objectOf(parseJson(item.data)) ?? {};
      const text = textOf(route, json);
      const { firstTextMs = elapsed() } = told;
      if (text !== "")
        told = {
          ...told,
          firstTextMs,
          text: (told.text + text).slice(0, mostCharacters),
        };
      if (json["error"] !== undefined || json["type"] === "error")
        told = { ...told, error: errorOf(json, statusCode) };
    }
  return told;
}

/** An error in the shape of any route. */
function errorOf(
  json: unknown,
  status: number,
): NonNullable<TryResult["error"]> {
  const error = objectOf(objectOf(json)?.["error"]) ?? {};
  const words = [error["code"], error["status"], error["type"]];
  const code = words.find((word) => typeof word === "string");
  return {
    code: stringOf(code) ?? String(status),
    message: stringOf(error["message"]) ?? `The gateway answered ${status}.`,
  };
}

function facts({
  statusCode,
  headers,
}: Reply): Pick<
  TryResult,
  "status" | "requestId" | "target" | "attempts" | "cache"
> {
  const header = (name: string) => stringOf(headers[name]);
  const target = header("x-modeldocker-target");
  const attempts = Number(header("x-modeldocker-attempts") ?? NaN);
  const cache = (["HIT", "MISS", "BYPASS", "COALESCED"] as const).find(
    (it) => it === header("x-cache"),
  );
  return {
    status: statusCode,
    requestId: header("x-modeldocker-request-id") ?? "",
    ...(target !== undefined && { target }),
    ...(Number.isSafeInteger(attempts) && { attempts }),
    ...(cache !== undefined && { cache }),
  };
}

function failure(
  cause: unknown,
  by: { readonly isAborted: boolean; readonly limit: AbortSignal },
): AppError {
  if (by.isAborted)
    return new AppError("aborted", { message: "The test was stopped.", cause });
  if (by.limit.aborted)
    return new AppError("upstream-timeout", {
      message: "The gateway gave no whole answer within two minutes.",
      cause,
    });
  return new AppError("upstream-unreachable", {
    message: "The gateway did not answer on its own address.",
    cause,
  });
}
