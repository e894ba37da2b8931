import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";

/** Opens a column as a chat of its own. */
export async function continueFrom(
  id: string,
  columnId: string,
): Promise<void> {
  try {
    const { conversationId } = await client.comparisons.continueFrom({
      id,
      columnId,
    });
    navigate("chat", conversationId);
  } catch (error) {
    toastError(error);
  }
}
