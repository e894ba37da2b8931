import {
  Cloud,
  FlaskConical,
  KeyRound,
  Laptop,
  Lock,
  MoreHorizontal,
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
import { StateDot, type DotState } from "#renderer/components/state-dot.tsx";
import { Switch } from "#renderer/components/switch.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { formatDuration } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { KeyDialog } from "./key-dialog.tsx";
import { ProviderFacts } from "./provider-facts.tsx";
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
  const error =
    test.outcome === undefined
      ? instance.lastError
      : test.outcome.ok
        ? undefined
        : test.outcome.error;
  const state = dotOf(instance, error !== undefined);
  return (
    <li className={styles.card} data-off={!instance.enabled}>
      <header className={styles.header}>
        <StateDot state={state} label={t(stateWords[state])} />
        <h2 className={styles.name}>{instance.name}</h2>
        <KindChip instance={instance} />
        {instance.locked.length > 0 && (
          <Chip icon={<Lock size={14} aria-hidden />}>
            {t("provider.locked")}
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
          <More instance={instance} onReplaceKey={() => setAsksKey(true)} />
          <EnableSwitch instance={instance} />
        </div>
      </header>
      <ProviderFacts instance={instance} />
      {test.outcome?.ok === true && (
        <p className={styles.outcome} role="status">
          {t("provider.testOk", {
            count: test.outcome.modelCount,
            latency: formatDuration(test.outcome.latencyMs),
          })}
        </p>
      )}
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

const stateWords = {
  good: "provider.state.ok",
  warn: "provider.state.ok",
  bad: "provider.state.failed",
  off: "provider.state.off",
  busy: "provider.state.unknown",
} as const satisfies Record<DotState, string>;

function dotOf(instance: InstanceView, failed: boolean): DotState {
  if (!instance.enabled) return "off";
  if (failed) return "bad";
  return instance.refreshedAt === undefined && instance.modelCount === 0
    ? "busy"
    : "good";
}

function keyIsOurs({ key, kind, locked }: InstanceView): boolean {
  return (
    isRemoteKind(kind) &&
    (key.source === "stored" || key.source === "none") &&
    locked.length === 0
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
