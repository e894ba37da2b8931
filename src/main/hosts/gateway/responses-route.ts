import type { Message } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { invalidRequest } from "#main/dialects/check-wire.ts";
import { objectOf } from "#main/dialects/json.ts";
import { dialects } from "#main/dialects/table.ts";
import { refusals, writeJson } from "./errors.ts";
import { refuse, type Exchange } from "./exchange.ts";
import { serveChat } from "./serve-chat.ts";
import { responsesForwarding, type ServedDialect } from "./served-dialect.ts";

const dialect: ServedDialect = {
  ...dialects["openai-responses"],
  forwarding: responsesForwarding,
};

/**
 * `POST /v1/responses`. `previous_response_id` goes on with what was said up to that reply; instructions
 * and tools are those of this request alone, as OpenAI has it.
 */
export async function openAiResponses(exchange: Exchange): Promise<void> {
  const { body, caller, responses } = exchange;
  const { previous_response_id: previous, ...fields } = objectOf(body) ?? {};
  const owner = ownerOf(caller);
  const previousId = readId(previous);
  const before = responses.recall(owner, previousId ?? "");
  if (previousId !== undefined && before === undefined)
    return refuse(exchange, refusals.noResponse);
  const isKept = readStore(fields["store"]);
  await serveChat(
    { ...exchange, body: objectOf(body) === undefined ? body : fields },
    {
      dialect: {
        ...dialect,
        parse(wire, route) {
          const parsed = dialect.parse(wire, route);
          return {
            ...parsed,
            request: continued(parsed.request, before?.messages),
          };
        },
      },
      idPrefix: "resp_",
      ...(isKept && {
        onReply: (reply, { messages }, served) =>
          responses.keep(owner, served.id, {
            response: {
              ...dialect.serveWhole(reply, served),
              previous_response_id: previousId ?? null,
            },
            messages: [
              ...messages.filter((message) => !isInstruction(message)),
              { role: "assistant", parts: [...reply.parts] },
            ],
          }),
      }),
    },
  );
}

/** `GET /v1/responses/{id}`: a reply of the same key, whole. */
export function showResponse(exchange: Exchange): void {
  const { caller, responses, response, params, query } = exchange;
  if (query.get("stream") === "true")
    throw invalidRequest("stream", "cannot be asked of a reply that has ended");
  const kept = responses.recall(ownerOf(caller), params[0] ?? "");
  if (kept === undefined) return refuse(exchange, refusals.unknownResponse);
  writeJson(response, 200, kept.response);
}

/** `DELETE /v1/responses/{id}`: neither shown nor gone on from any more. */
export function forgetResponse(exchange: Exchange): void {
  const { caller, responses, response, params } = exchange;
  const [id = ""] = params;
  if (!responses.forget(ownerOf(caller), id))
    return refuse(exchange, refusals.unknownResponse);
  writeJson(response, 200, { id, object: "response", deleted: true });
}

/** Whose replies these are. Where no key is required, all without one share theirs. */
function ownerOf({ key }: Exchange["caller"]): string {
  return key?.id ?? "";
}

/** OpenAI keeps a reply unless told otherwise; what is no answer to that must not be taken for a yes. */
function readStore(store: unknown): boolean {
  if (store === undefined || store === null) return true;
  if (typeof store === "boolean") return store;
  throw invalidRequest("store", "must be true or false");
}

function readId(previous: unknown): string | undefined {
  if (previous === undefined || previous === null) return undefined;
  if (typeof previous === "string" && previous !== "") return previous;
  throw invalidRequest("previous_response_id", "must be the id of a reply");
}

function continued(
  request: ChatRequest,
  before: readonly Message[] = [],
): ChatRequest {
  const { messages } = request;
  const instructions = messages.filter(isInstruction);
  const said = messages.filter((message) => !isInstruction(message));
  return { ...request, messages: [...instructions, ...before, ...said] };
}

function isInstruction({ extra }: Message): boolean {
  return extra?.["instructions"] === true;
}
