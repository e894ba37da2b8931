import { useNavigation } from "#renderer/stores/app-navigation.ts";
import { NewChatView } from "./new-chat-view.tsx";
import { OpenChatView } from "./open-chat-view.tsx";

/** The conversation that the address names, or a new one. */
export function ChatScreen() {
  const id = useNavigation((place) => place.argument);
  return id === undefined ? <NewChatView /> : <OpenChatView key={id} id={id} />;
}
