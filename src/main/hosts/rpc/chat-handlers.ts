import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function chatHandlers({ replies, estimate }: RpcServices) {
  return {
    send: rpc.chat.send.handler(({ input }) => {
      const sent = replies.send(input);
      return { message: sent.message, replies: [...sent.replies] };
    }),
    regenerate: rpc.chat.regenerate.handler(({ input }) =>
      replies.regenerate(input),
    ),
    stop: rpc.chat.stop.handler(({ input }) => replies.stop(input.messageId)),
    watch: rpc.chat.watch.handler(({ input, signal }) =>
      replies.watch(input.conversationId, signal),
    ),
    estimate: rpc.chat.estimate.handler(({ input }) => estimate(input)),
  };
}
