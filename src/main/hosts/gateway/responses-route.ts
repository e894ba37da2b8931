import type { Message } from "#shared/chat/message.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { invalidRequest } from "#main/dialects/check-wire.ts";
import type { ParsedCall, ServeOptions } from "#main/dialects/dialect.ts";
import {
  arrayOf,
  objectOf,
  stringOf,
  type JsonObject,
} from "#main/dialects/json.ts";
import { listedItems } from "#main/dialects/openai-responses/listed-items.ts";
import {
  isPrompted,
  parseGoingOn,
} from "#main/dialects/openai-responses/parse.ts";
import { dialects } from "#main/dialects/table.ts";
import { refusals } from "./errors.ts";
import { refuse, type Exchange } from "./exchange.ts";
import { allItems, ownerOf } from "./kept-responses.ts";
import type { KeptResponse } from "./response-memory.ts";
import { serveChat } from "./serve-chat.ts";
import {
  responsesForwarding,
  responsesGoingOn,
  type ServedDialect,
} from "./served-dialect.ts";

const dialect: ServedDialect = {
  ...dialects["openai-responses"],
  forwarding: responsesForwarding,
};

/**
 * `POST /v1/responses`. `previous_response_id` goes on with what was said up to that reply, and with the
 * tools that items of its input added; instructions and the list of tools are those of this request
 * alone, as OpenAI has it.
 */
export async function openAiResponses(exchange: Exchange): Promise<void> {
  const { body, caller, responses } = exchange;
  const { previous_response_id: previous, ...fields } = objectOf(body) ?? {};
  refuseKept(fields);
  const owner = ownerOf(caller);
  const previousId = readId(previous);
  const before = responses.recall(owner, previousId ?? "");
  if (previousId !== undefined && before === undefined)
    return refuse(exchange, refusals.noResponse);
  if (before?.isPrompted === true && !isPrompted(fields))
    throw invalidRequest(
      "previous_response_id",
      "what that reply's `prompt` says is the upstream's alone; name the `prompt` again",
    );
  const isKept = readStore(fields["store"]);
  const told = previousId === undefined ? {} : { previousId };
  await serveChat(
    previousId === undefined
      ? exchange
      : { ...exchange, body: fields, bodyText: undefined },
    {
      dialect: goingOn(told, before),
      idPrefix: "resp_",
      ...(isKept && {
        onReply: ({ reply, events, own }, { messages }, served) => {
          const id = stringOf(own?.whole["id"]) ?? served.id;
          responses.keep(owner, id, {
            served: { ...served, ...told, id },
            events: JSON.stringify(events.filter(isTold)),
            ...(own && { own: JSON.stringify(own) }),
            messages: [
              ...messages.filter((message) => !isInstruction(message)),
              ...(saidIn(own?.whole) ?? [
                { role: "assistant" as const, parts: [...reply.parts] },
              ]),
            ],
            input: listedItems(fields["input"], {
              reply: id,
              before: before === undefined ? [] : allItems(before),
            }),
            isPrompted: isPrompted(fields),
          });
        },
      }),
    },
  );
}

/** What an upstream's account keeps, it keeps for all keys of this gateway alike: none may ask for it by its id. */
function refuseKept({ conversation, input }: JsonObject): void {
  if (conversation !== undefined && conversation !== null)
    throw invalidRequest("conversation", "is not supported; go on by `input`");
  const at = arrayOf(input).findIndex(
    (item) => objectOf(item)?.["type"] === "item_reference",
  );
  if (at >= 0)
    throw invalidRequest(`input[${at}]`, "must be an item, not a reference");
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

/** The dialect of a reply that goes on from another one, or from none. */
function goingOn(
  told: Pick<ServeOptions, "previousId">,
  before: KeptResponse | undefined,
): ServedDialect {
  const { previousId } = told;
  return {
    ...dialect,
    ...(previousId !== undefined && {
      forwarding: responsesGoingOn(previousId),
    }),
    createWriter: (options) => dialect.createWriter({ ...options, ...told }),
    serveWhole: (reply, options) =>
      dialect.serveWhole(reply, { ...options, ...told }),
    parse: (wire) =>
      continued(parseGoingOn(wire, before?.input), before?.messages),
  };
}

/**
 * What a reply said in its own items: beside messages and calls, what its upstream ran itself, without
 * which that one would not take back the thoughts before it.
 */
function saidIn(own: JsonObject | undefined): readonly Message[] | undefined {
  const input = arrayOf(own?.["output"]);
  if (input.length === 0) return undefined;
  try {
    return dialect.parse({ model: "any", input }).request.messages;
  } catch {
    // Its upstream writes items that are none; what was understood of them is kept instead.
    return undefined;
  }
}

function isTold({ type }: StreamEvent): boolean {
  return type !== "progress" && type !== "served-by";
}

function continued(
  parsed: ParsedCall,
  before: readonly Message[] = [],
): ParsedCall {
  const { request, places } = parsed;
  const { messages } = request;
  const told = messages.map((message, i) => {
    return { message, place: places?.messages[i] ?? [] };
  });
  const earlier = [
    { at: "previous_response_id", content: "previous_response_id" },
  ];
  const all = [
    ...told.filter(({ message }) => isInstruction(message)),
    ...before.map((message) => ({ message, place: earlier })),
    ...told.filter(({ message }) => !isInstruction(message)),
  ];
  return {
    ...parsed,
    request: { ...request, messages: all.map(({ message }) => message) },
    places: {
      messages: all.map(({ place }) => place),
      tools: places?.tools ?? [],
      hasEarlier: before.length > 0,
    },
  };
}

function isInstruction({ extra }: Message): boolean {
  return extra?.["instructions"] === true;
}
