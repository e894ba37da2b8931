import { useState } from "react";
import type { Part } from "#shared/chat/message.ts";
import { t } from "#renderer/messages/t.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import {
  changeNewChat,
  startChat,
  startingModel,
  useNewChat,
} from "#renderer/stores/chat-new.ts";
import { useModels } from "#renderer/stores/models.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { ChatFrame } from "./chat-frame.tsx";
import { useChatShortcuts } from "./chat-shortcuts.ts";
import { Composer } from "./composer.tsx";
import { EmptyChat } from "./empty-chat.tsx";
import { estimateText, roughEstimate } from "#renderer/stores/chat-estimate.ts";
import { toggleInspector, useInspectorOpen } from "./inspector-state.ts";
import { useBlocked } from "./use-blocked.ts";

/** A chat before its first message: nothing is stored until something is sent. */
export function NewChatView() {
  const chat = useNewChat();
  const starting = useModels(startingModel);
  const ref = chat.model ?? starting;
  const model = useModels(({ byRef }) =>
    ref === undefined ? undefined : byRef.get(ref),
  );
  const standard = useSettings((state) => state.values.defaultSystemPrompt);
  const systemPrompt = chat.systemPrompt ?? standard;
  const inspectorOpen = useInspectorOpen((state) => state.open);
  const [characters, setCharacters] = useState(0);
  const isPrivate = chat.private === true;
  const blocked = useBlocked(ref, model, isPrivate);
  useChatShortcuts(undefined);

  async function send(parts: readonly Part[]): Promise<void> {
    if (ref === undefined) return;
    const id = await startChat(parts, ref);
    navigate("chat", id, { replace: true });
  }

  return (
    <ChatFrame
      title={t("chat.untitled")}
      model={ref}
      onModel={(next) => changeNewChat({ model: next })}
      inspector={{
        model,
        systemPrompt,
        parameters: chat.parameters,
        cacheChoice: chat.cacheChoice,
        isPrivate,
        onChange: changeNewChat,
      }}
      composer={
        <Composer
          draftKey="new"
          model={model}
          blocked={blocked}
          streaming={false}
          first
          inspectorOpen={inspectorOpen}
          estimate={estimateText({
            costNanoUsd: roughEstimate(
              model,
              systemPrompt.length + characters,
              chat.parameters,
            ),
          })}
          onLength={setCharacters}
          onToggleInspector={toggleInspector}
          onSend={send}
          onStop={() => undefined}
        />
      }
    >
      <EmptyChat hasModel={model !== undefined} onPrompt={send} />
    </ChatFrame>
  );
}
