import { Play } from "lucide-react";
import { useState } from "react";
import type { GatewayState, TryRoute } from "#shared/gateway/gateway-state.ts";
import { Button } from "#renderer/components/button.tsx";
import { CopyButton } from "#renderer/components/copy-button.tsx";
import { ModelPicker } from "#renderer/components/model-picker/model-picker.tsx";
import { Select } from "#renderer/components/select.tsx";
import { Tabs } from "#renderer/components/tabs.tsx";
import { t } from "#renderer/messages/t.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import { toggleFavourite, useModels } from "#renderer/stores/models.ts";
import { KeyForm } from "../keys/key-form.tsx";
import { openGatewayPage } from "../place.ts";
import { useSnippetChoice } from "./snippet-choice.ts";
import styles from "./snippet-card.module.css";
import { SnippetCode } from "./snippet-code.tsx";
import { blockText, snippetKinds, type SnippetKind } from "./snippets.ts";
import { TryOutcomeLine } from "./try-outcome.tsx";
import { useExample } from "./use-example.ts";
import { usePower } from "./use-power.ts";
import { useTry } from "./use-try.ts";

const routes: Readonly<Record<SnippetKind, TryRoute>> = {
  curl: "chat",
  python: "chat",
  node: "chat",
  "claude-code": "messages",
  codex: "responses",
};

/** How a program is pointed here, ready to be copied, and tried on the spot. */
export function SnippetCard({ state }: { readonly state: GatewayState }) {
  const { favourites, recents } = useModels();
  const choice = useSnippetChoice();
  const example = useExample(state);
  const [making, setMaking] = useState(false);
  const [picking, setPicking] = useState(false);
  const power = usePower(state);
  const { models, model, keys, key, blocks, hint } = example;
  const test = useTry(
    model === undefined
      ? undefined
      : {
          route: routes[choice.kind],
          model,
          ...(key === undefined ? {} : { keyId: key.id }),
        },
  );
  const [only, ...others] = blocks;

  function tellOfKey(): void {
    if (hint === "noKey" || hint === "keyHint")
      showToast({ text: t("gateway.snippet.putKey") });
  }

  return (
    <section className={styles.card} aria-label={t("gateway.snippet.title")}>
      <Tabs
        label={t("gateway.snippet.title")}
        value={choice.kind}
        options={snippetKinds.map((value) => ({
          value,
          label: t(`gateway.snippet.${value}`),
        }))}
        onChange={(kind) => useSnippetChoice.setState({ kind })}
        trailing={
          <>
            {only !== undefined && others.length === 0 && (
              <CopyButton
                iconOnly
                label={t("gateway.snippet.copy")}
                text={blockText(only)}
                onCopied={tellOfKey}
              />
            )}
            <Button
              variant="quiet"
              icon={<Play size={16} aria-hidden />}
              disabled={model === undefined}
              busy={test.outcome.status === "running"}
              onClick={test.run}
            >
              {t("gateway.try")}
            </Button>
          </>
        }
      >
        <SnippetCode
          blocks={blocks}
          shownKey={example.shownKey}
          onCopied={tellOfKey}
        />
        <div className={styles.choices}>
          <ModelPicker
            align="start"
            models={models}
            favourites={favourites}
            recents={recents}
            value={model}
            open={picking}
            onOpenChange={setPicking}
            onChange={(ref) => useSnippetChoice.setState({ model: ref })}
            onToggleFavourite={(ref) => void toggleFavourite(ref)}
          />
          {key !== undefined && (
            <Select
              quiet
              label={t("gateway.snippet.key")}
              value={key.id}
              options={keys.map(({ id, name }) => ({
                value: id,
                label: name,
              }))}
              onChange={(keyId) => useSnippetChoice.setState({ keyId })}
            />
          )}
        </div>
        <div className={styles.outcome} role="status">
          {test.outcome.status === "none" ? (
            hint !== undefined && (
              <span className={styles.hint}>
                {t(`gateway.snippet.${hint}`)}
              </span>
            )
          ) : (
            <TryOutcomeLine
              outcome={test.outcome}
              onStop={test.stop}
              actions={{
                "new-key": () => setMaking(true),
                "see-key": () => openGatewayPage("keys"),
                "choose-model": () => setPicking(true),
                "open-providers": () => navigate("providers"),
                "switch-on": () => power.turn(true),
                retry: test.run,
              }}
            />
          )}
        </div>
      </Tabs>
      {making && <KeyForm onClose={() => setMaking(false)} />}
    </section>
  );
}
