import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import type { KeyView } from "#shared/gateway/key.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { t } from "#renderer/messages/t.ts";
import { useAppInfo } from "#renderer/stores/app-info.ts";
import { useAliases } from "#renderer/stores/gateway-aliases.ts";
import { useGatewayKeys } from "#renderer/stores/gateway-keys.ts";
import { useModels } from "#renderer/stores/models.ts";
import { pickableModels } from "../pickable-models.ts";
import {
  chattyKeys,
  exampleKey,
  exampleModel,
  useSnippetChoice,
} from "./snippet-choice.ts";
import { snippet, type SnippetBlock } from "./snippets.ts";

export interface Example {
  /** Models and aliases to choose from. */
  readonly models: readonly ModelDescriptor[];
  readonly model: string | undefined;
  /** Keys to choose from. */
  readonly keys: readonly KeyView[];
  readonly key: KeyView | undefined;
  readonly blocks: readonly SnippetBlock[];
  /** What is drawn in the key's place. */
  readonly shownKey: string;
  /** What is to know about the key before the example runs; absent where it runs as it is. */
  readonly hint: "keyless" | "noKey" | "keyHint" | undefined;
}

/** Stands where the key belongs that only its owner has. */
const placeholder = "mdk_…";
/** Programs want to send one even where none is asked for. */
const anyKey = "none";

/** The example of the chosen program, model and key. */
export function useExample({ address, options }: GatewayState): Example {
  const { models, recents } = useModels();
  const { keys, newest } = useGatewayKeys();
  const aliases = useAliases((state) => state.aliases);
  const platform = useAppInfo((state) => state.info?.platform);
  const choice = useSnippetChoice();

  const pickable = pickableModels(models, aliases);
  const model = exampleModel(pickable, choice.model, recents);
  const key = exampleKey(keys, choice.keyId);
  const token = newest?.id === key?.id ? newest?.token : undefined;
  const keyless = key === undefined && !options.requireKey;
  const stand = keyless ? anyKey : placeholder;
  const unknown = key === undefined ? "noKey" : "keyHint";
  return {
    models: pickable,
    model,
    keys: chattyKeys(keys),
    key,
    blocks: snippet(choice.kind, {
      address: address ?? `http://127.0.0.1:${options.port}`,
      model: model ?? t("gateway.snippet.noModel"),
      key: token ?? stand,
      shell: platform === "win32" ? "powershell" : "posix",
    }),
    shownKey: key === undefined ? stand : `${key.prefix}…`,
    hint: keyless ? "keyless" : token === undefined ? unknown : undefined,
  };
}
