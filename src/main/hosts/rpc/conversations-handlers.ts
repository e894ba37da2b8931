import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";
import { withoutAbsent } from "./without-absent.ts";

export function conversationsHandlers(services: RpcServices) {
  const { conversations, replies } = services;
  const routes = rpc.conversations;
  return {
    list: routes.list.handler(({ input }) => {
      const page = conversations.list(input);
      return {
        total: page.total,
        conversations: page.conversations.map((conversation) => ({
          ...conversation,
          streaming: replies.isStreaming(conversation.id),
        })),
      };
    }),
    create: routes.create.handler(({ input }) => conversations.create(input)),
    get: routes.get.handler(({ input }) => conversations.get(input.id)),
    branch: routes.branch.handler(({ input }) => {
      const { messages, hasMore } = conversations.branch(input);
      return { messages: [...messages], hasMore };
    }),
    update: routes.update.handler(({ input }) => {
      const { id, ...changes } = input;
      return conversations.update(id, withoutAbsent(changes));
    }),
    selectBranch: routes.selectBranch.handler(({ input }) =>
      conversations.selectBranch(input.id, input.messageId),
    ),
    search: routes.search.handler(({ input }) => {
      const { hits, hasMore } = conversations.search(input);
      return { hits: [...hits], hasMore };
    }),
    reveal: routes.reveal.handler(({ input }) =>
      conversations.reveal(input.id, input.messageId),
    ),
    remove: routes.remove.handler(({ input }) =>
      conversations.remove(input.id),
    ),
    restore: routes.restore.handler(({ input }) =>
      conversations.restore(input.id),
    ),
  };
}
