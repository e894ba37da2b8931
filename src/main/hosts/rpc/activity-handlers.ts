import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function activityHandlers({ spending, activity }: RpcServices) {
  return {
    query: rpc.activity.query.handler(({ input }) => [
      ...spending.activity(input),
    ]),
    history: rpc.activity.history.handler(({ input }) =>
      activity.history(input),
    ),
    spent: rpc.activity.spent.handler(({ input }) => ({
      costNanoUsd: activity.spent(input.since),
    })),
    budgets: rpc.activity.budgets.handler(({ input: { conversationId } }) =>
      spending.states(conversationId === undefined ? {} : { conversationId }),
    ),
  };
}
