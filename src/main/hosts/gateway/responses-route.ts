import type { Message } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { invalidRequest } from "#main/dialects/check-wire.ts";
import { objectOf } from "#main/dialects/json.ts";
import { dialects } from "#main/dialects/table.ts";
import { refusals } from "./errors.ts";
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
  const owner = caller.key?.id ?? "";
  const before = responses.recall(owner, readId(previous) ?? "");
  if (readId(previous) !== undefined && before === undefined)
    return refuse(exchange, refusals.noResponse);
  const isKept = fields["store"] !== false;
  await serveChat(
    { ...exchange, body: objectOf(body) === undefined ? body : fields },
    {
      dialect: {
        ...dialect,
        parse(wire, route) {
          const parsed = dialect.parse(wire, route);
          return { ...parsed, request: continued(parsed.request, before) };
        },
      },
      idPrefix: "resp_",
      ...(isKept && {
        onReply: ({ parts }, { messages }, id) =>
          responses.keep(owner, id, [
            ...messages.filter((message) => !isInstruction(message)),
            { role: "assistant", parts: [...parts] },
          ]),
      }),
    },
  );
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
