export const gatewayGuideMessages = {
  "gateway.guide": "Guide",
  "gateway.guide.title": "How programs connect",
  "gateway.guide.detail":
    "Whatever a program speaks, it reaches every model that you have. Point it here, give it a key, name a model.",
  "gateway.guide.copy": "Copy {address}",
  "gateway.guide.addresses": "Addresses",
  "gateway.guide.openai": "OpenAI’s libraries, Codex, most others",
  "gateway.guide.others": "Anthropic’s and Google’s libraries, Claude Code",
  "gateway.guide.key": "The key, in one of these places",
  "gateway.guide.bearer": "as OpenAI’s libraries and Claude Code send it",
  "gateway.guide.xApiKey": "as Anthropic’s libraries send it",
  "gateway.guide.xGoogApiKey":
    "as Google’s send it, or as ?key= in the address",
  "gateway.guide.models": "Models",
  "gateway.guide.model":
    "a provider’s model. The model alone is enough where one provider has it.",
  "gateway.guide.aliasName": "alias",
  "gateway.guide.alias":
    "a name of your own; its targets are tried in their order",
  "gateway.guide.list": "all that the key may use, with context and prices",
  "gateway.guide.sent": "Headers to send, if you like",
  "gateway.guide.cache":
    "off: never from the cache; on: from it where it can; only: from nowhere else",
  "gateway.guide.noFallback": "ask the first target and nobody else",
  "gateway.guide.requestId":
    "an id of your own, to find the request in the audit",
  "gateway.guide.returned": "Headers that come back",
  "gateway.guide.target": "who answered",
  "gateway.guide.attempts": "how many requests it took",
  "gateway.guide.cached": "whether it came from the cache, and how old it is",
  "gateway.guide.count": "whether counted tokens are exact or estimated",
  "gateway.guide.refusals": "When it is refused",
  "gateway.guide.denied":
    "the key is missing, has ended, or does not allow this. Nobody was asked.",
  "gateway.guide.limited":
    "a limit of the key, or of the provider. Retry-After says when to come again.",
  "gateway.guide.upstream":
    "the provider failed, is overloaded, or took too long",
} as const;
