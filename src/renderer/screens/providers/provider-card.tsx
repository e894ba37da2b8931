import {
  Cloud,
  FlaskConical,
  KeyRound,
  Laptop,
  Lock,
  MoreHorizontal,
  Pencil,
  Trash2,
  Zap,
} from "lucide-react";
import { useState } from "react";
import { isRemoteKind, type InstanceView } from "#shared/models/instance.ts";
import { Button } from "#renderer/components/button.tsx";
import { Chip } from "#renderer/components/chip.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { StateDot } from "#renderer/components/state-dot.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { openModelFile } from "#renderer/stores/models-open-file.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import { EditDialog } from "./edit/edit-dialog.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { ProviderFacts } from "./provider-facts.tsx";
import { ProviderHealth } from "./provider-health.tsx";
import { dotOf, errorOf, stateWords } from "./provider-state.ts";
import { removeInstance, setEnabled } from "./providers-actions.ts";
import styles from "./providers.module.css";
import { useConnectionTest } from "./use-connection-test.ts";

/** One connected instance: how it stands, and what can be done with it. */
export function ProviderCard({
  instance,
}: {
  readonly instance: InstanceView;
}) {
  const test = useConnectionTest(instance.id);
  const [asksKey, setAsksKey] = useState(false);
  const [edits, setEdits] = useState(false);
  const error = errorOf(instance, test.outcome);
  const state = dotOf(instance, error !== undefined);
  return (
    <li className={styles.card} data-off={!instance.enabled}>
      <header className={styles.header}>
        <StateDot state={state} label={t(stateWords[state])} />
        <h2 className={styles.name}>{instance.name}</h2>
        <KindChip instance={instance} />
        {instance.locked.length > 0 && (
          <Chip icon={<Lock size={14} aria-hidden />}>
            {t("provider.fromConfig")}
          </Chip>
        )}
        <div className={styles.actions}>
          <Button
            variant="quiet"
            icon={<Zap size={16} />}
            busy={test.running}
            disabled={!instance.enabled}
            onClick={() => void test.run()}
          >
            {t(test.running ? "provider.testing" : "provider.test")}
          </Button>
          <Button
            variant="quiet"
            icon={<Pencil size={16} />}
            onClick={() => setEdits(true)}
          >
            {t("provider.edit")}
          </Button>
          <More instance={instance} onReplaceKey={() => setAsksKey(true)} />
          <EnableSwitch instance={instance} />
        </div>
      </header>
      <ProviderFacts instance={instance} />
      <ProviderHealth instance={instance} outcome={test.outcome} />
      {error !== undefined && instance.enabled && (
        <ErrorNotice
          error={error}
          names={{ instance: instance.name }}
          handlers={{
            retry: () => void test.run(),
            ...(keyIsOurs(instance)
              ? { "fix-key": () => setAsksKey(true) }
              : {}),
          }}
          onCopyDiagnostics={(json) => void copyDiagnostics(json)}
        />
      )}
      {instance.enabled && <Problems instance={instance} />}
      {edits && (
        <EditDialog
          instance={instance}
          onClose={() => setEdits(false)}
          onSaved={() => {
            setEdits(false);
            showToast({ text: t("provider.saved", { name: instance.name }) });
            if (instance.enabled) void test.run();
          }}
        />
      )}
      {asksKey && (
        <KeyDialog
          instance={instance}
          onClose={() => setAsksKey(false)}
          onReplaced={() => {
            setAsksKey(false);
            void test.run();
          }}
        />
      )}
    </li>
  );
}

/** Models that it should offer and cannot, each with what to do about it. */
function Problems({ instance }: { readonly instance: InstanceView }) {
  return instance.problems.map(({ model, error }) => (
    <ErrorNotice
      key={model}
      error={error}
      names={{ instance: instance.name, model }}
      handlers={{ "open-file": () => void openModelFile() }}
      onCopyDiagnostics={(json) => void copyDiagnostics(json)}
    />
  ));
}

function keyIsOurs({ key, kind, locked }: InstanceView): boolean {
  return (
    isRemoteKind(kind) &&
    (key.source === "stored" || key.source === "none") &&
    !locked.includes("apiKey")
  );
}

function KindChip({ instance }: { readonly instance: InstanceView }) {
  const label = t(`provider.kind.${instance.kind}`);
  if (instance.kind === "demo")
    return (
      <Chip tone="warn" icon={<FlaskConical size={14} aria-hidden />}>
        {label}
      </Chip>
    );
  return instance.local ? (
    <Chip tone="good" icon={<Laptop size={14} aria-hidden />}>
      {label}
    </Chip>
  ) : (
    <Chip icon={<Cloud size={14} aria-hidden />}>{label}</Chip>
  );
}

function EnableSwitch({ instance }: { readonly instance: InstanceView }) {
  const { name, enabled, locked } = instance;
  const fixed = locked.includes("enabled");
  const toggle = (
    <Switch
      label={t("provider.enable", { name })}
      checked={enabled}
      disabled={fixed}
      onChange={(next) => void setEnabled(instance, next)}
    />
  );
  return fixed ? (
    <Tooltip label={t("provider.locked")}>
      <span>{toggle}</span>
    </Tooltip>
  ) : (
    toggle
  );
}

function More({
  instance,
  onReplaceKey,
}: {
  readonly instance: InstanceView;
  readonly onReplaceKey: () => void;
}) {
  const entries = [
    ...(keyIsOurs(instance)
      ? [
          {
            label: t(
              instance.key.source === "none"
                ? "provider.addKey"
                : "provider.replaceKey",
            ),
            icon: <KeyRound size={16} />,
            onSelect: onReplaceKey,
          },
        ]
      : []),
    ...(isRemovable(instance)
      ? [
          {
            label: t("provider.remove"),
            icon: <Trash2 size={16} />,
            danger: true,
            onSelect: () => void removeInstance(instance),
          },
        ]
      : []),
  ];
  if (entries.length === 0) return null;
  return (
    <Menu
      align="end"
      entries={entries}
      trigger={
        <IconButton
          label={t("provider.more", { name: instance.name })}
          icon={<MoreHorizontal size={16} />}
        />
      }
    />
  );
}

/** What the config file names, and llama.cpp itself, stay. */
function isRemovable({ kind, locked }: InstanceView): boolean {
  return kind !== "llamacpp" && locked.length === 0;
}
